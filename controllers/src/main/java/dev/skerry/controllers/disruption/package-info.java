// SPDX-License-Identifier: Apache-2.0
/// How many pods may be evicted at this moment: the status of PodDisruptionBudgets. Start with
/// [DisruptionController]. The rules are those of Kubernetes' documentation of disruptions and of the fields of
/// `policy/v1`.
@NullMarked
package dev.skerry.controllers.disruption;

import org.jspecify.annotations.NullMarked;
