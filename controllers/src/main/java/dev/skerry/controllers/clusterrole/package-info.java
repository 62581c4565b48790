// SPDX-License-Identifier: Apache-2.0
/// Keeps ClusterRoles that are made of others up to date. Start with [ClusterRoleAggregation].
@NullMarked
package dev.skerry.controllers.clusterrole;

import org.jspecify.annotations.NullMarked;
