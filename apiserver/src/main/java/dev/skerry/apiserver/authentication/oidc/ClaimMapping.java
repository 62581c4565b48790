// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

/// Where a part of the user comes from.
public sealed interface ClaimMapping {
    /// The part is left empty.
    record Nothing() implements ClaimMapping {}

    /// A claim, with something in front that keeps it apart from names of other origin.
    record Claim(String name, String prefix) implements ClaimMapping {}

    record Expressed(ClaimExpression expression) implements ClaimMapping {}
}
