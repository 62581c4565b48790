// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

/// A token is well signed, but does not say who its holder is in a way that its settings understand.
final class UnusableClaimException extends RuntimeException {
    UnusableClaimException(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
