// SPDX-License-Identifier: Apache-2.0

/// Skerry and a kube-apiserver of Kubernetes' own in one run, on the same disk, in turns. Start reading at
/// [dev.skerry.bench.peer.SideBySide]. Each object is used by one thread.
@NullMarked
package dev.skerry.bench.peer;

import org.jspecify.annotations.NullMarked;
