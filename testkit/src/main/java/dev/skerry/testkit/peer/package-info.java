// SPDX-License-Identifier: Apache-2.0

/// Somebody else's API server, to be measured beside ours and to be asked what is right. Start reading at
/// [dev.skerry.testkit.peer.KubeApiServer]. Its objects are used by one thread.
@NullMarked
package dev.skerry.testkit.peer;

import org.jspecify.annotations.NullMarked;
