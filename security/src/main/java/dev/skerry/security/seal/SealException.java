// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

/// Something sealed cannot be opened. The message says what and why in one sentence, and nothing of the content.
public final class SealException extends RuntimeException {
    /// Why.
    public enum Reason {
        /// It was changed, cut, or put in the place of another.
        DAMAGED,
        /// It was sealed with a key that is not in the ring.
        UNKNOWN_KEY,
        /// The key or passphrase is not the one with which it was sealed.
        WRONG_KEY,
        /// It was written by a newer version.
        TOO_NEW
    }

    private final Reason reason;

    public SealException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
