// SPDX-License-Identifier: Apache-2.0
/// What each edge node must know of the cluster, kept up to date from watches. Start with [ClusterView].
@NullMarked
package dev.skerry.edge.interest;

import org.jspecify.annotations.NullMarked;
