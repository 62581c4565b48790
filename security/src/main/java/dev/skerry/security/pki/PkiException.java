// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

/// A key, certificate or request that is malformed, or does not prove what it should. Whoever receives
/// such things from outside answers it as bad input.
public final class PkiException extends RuntimeException {
    public PkiException(String message) {
        super(message);
    }

    public PkiException(String message, Throwable cause) {
        super(message, cause);
    }
}
