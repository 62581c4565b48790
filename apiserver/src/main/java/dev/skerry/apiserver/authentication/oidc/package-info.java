// SPDX-License-Identifier: Apache-2.0
/// People whom somebody else knows: tokens of OpenID Connect issuers. Start with [IssuerVerifier]; what an
/// issuer's tokens have to say and who their holders are stands in [IssuerSettings].
@NullMarked
package dev.skerry.apiserver.authentication.oidc;

import org.jspecify.annotations.NullMarked;
