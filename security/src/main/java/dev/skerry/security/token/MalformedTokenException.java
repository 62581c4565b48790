// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

/// A join token that cannot be one. The message says what one looks like, and never what was given.
public final class MalformedTokenException extends RuntimeException {
    public MalformedTokenException() {
        super("a join token has the form K10<64 hex digits>::<6 characters>.<16 characters>");
    }
}
