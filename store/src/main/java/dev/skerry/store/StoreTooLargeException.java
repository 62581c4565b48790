// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// The engine does not take so much at once: too large a value, or too many writes together. Nothing was
/// written, and trying again is no use.
public final class StoreTooLargeException extends RuntimeException {
    public StoreTooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
