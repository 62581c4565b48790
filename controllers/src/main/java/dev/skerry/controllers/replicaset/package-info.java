// SPDX-License-Identifier: Apache-2.0
/// Keeps the wanted number of pods of each ReplicaSet. Start with [ReplicaSetController].
@NullMarked
package dev.skerry.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
