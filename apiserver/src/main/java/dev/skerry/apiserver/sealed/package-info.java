// SPDX-License-Identifier: Apache-2.0
/// Secrets are never written in plain. Start with [SealedStore], a store around a store; [RingInStore] keeps the
/// keys, [Resealer] seals anew what is plain or sealed with an old key. Everything may be used by many threads.
@NullMarked
package dev.skerry.apiserver.sealed;

import org.jspecify.annotations.NullMarked;
