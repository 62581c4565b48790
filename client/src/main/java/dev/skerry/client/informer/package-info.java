// SPDX-License-Identifier: Apache-2.0
/// Keeps a local copy of what the API holds, always a moment old. Start with [SharedInformers]; the copy
/// is a [Cache], and a [Reflector] keeps it true.
///
/// A cache may be read from any thread. Its handlers run on whichever thread changed it and therefore do
/// no more than put a name into a queue.
@NullMarked
package dev.skerry.client.informer;

import org.jspecify.annotations.NullMarked;
