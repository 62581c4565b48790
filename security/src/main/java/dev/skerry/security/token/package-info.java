// SPDX-License-Identifier: Apache-2.0
/// Texts that prove something to whoever knows a secret or a key. A node joins with a [JoinToken].
@NullMarked
package dev.skerry.security.token;

import org.jspecify.annotations.NullMarked;
