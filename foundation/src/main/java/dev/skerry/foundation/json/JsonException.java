// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

/// A text that is not JSON, or is more than its reader was told to take.
public final class JsonException extends RuntimeException {
    private final int offset;

    public JsonException(String message, int offset) {
        super(message + " (at byte " + offset + ")");
        this.offset = offset;
    }

    /// Where in the input, in bytes from its start.
    public int offset() {
        return offset;
    }
}
