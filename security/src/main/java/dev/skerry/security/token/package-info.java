// SPDX-License-Identifier: Apache-2.0
/// Texts that prove something to whoever knows a secret or a key. A node joins with a [JoinToken]; pods
/// speak to the API with tokens that [ServiceAccountTokens] signs.
@NullMarked
package dev.skerry.security.token;

import org.jspecify.annotations.NullMarked;
