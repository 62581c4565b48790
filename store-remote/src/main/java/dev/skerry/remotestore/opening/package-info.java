// SPDX-License-Identifier: Apache-2.0
/// One door to every store that another process keeps. Start with [RemoteStores].
@NullMarked
package dev.skerry.remotestore.opening;

import org.jspecify.annotations.NullMarked;
