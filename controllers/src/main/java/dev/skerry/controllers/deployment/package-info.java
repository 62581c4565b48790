// SPDX-License-Identifier: Apache-2.0
/// Rolls each Deployment out as ReplicaSets, one per version of its template. Start with
/// [DeploymentController]; what to scale when is decided in [Rollout], which is pure.
@NullMarked
package dev.skerry.controllers.deployment;

import org.jspecify.annotations.NullMarked;
