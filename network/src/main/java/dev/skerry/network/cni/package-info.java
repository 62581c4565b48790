// SPDX-License-Identifier: Apache-2.0
/// Gives a pod its address through CNI plugins (specification 1.0). Start with [PodNetwork].
@NullMarked
package dev.skerry.network.cni;

import org.jspecify.annotations.NullMarked;
