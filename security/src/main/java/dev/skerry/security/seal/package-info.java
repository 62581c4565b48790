// SPDX-License-Identifier: Apache-2.0
/// Encryption of what is at rest. Start with [Sealer], which seals one value with a [KeyRing]; the ring itself
/// is wrapped by a [KeyEncryption], a key in a file or a passphrase. Pure: nothing here touches a disk, and
/// randomness is handed in. Everything may be used by many threads.
@NullMarked
package dev.skerry.security.seal;

import org.jspecify.annotations.NullMarked;
