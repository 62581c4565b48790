// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

/// Bytes that are not what they claim to be, or more than their reader was told to take.
public final class DecodeException extends RuntimeException {
    public DecodeException(String message) {
        super(message);
    }

    public DecodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
