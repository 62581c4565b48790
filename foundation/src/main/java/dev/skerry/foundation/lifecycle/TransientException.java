// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import java.util.Objects;

/// Something failed that may work later: whoever owns the loop retries it with backoff, nobody else.
/// The message names the thing and the attempt; the reason is one CamelCase word that can be counted.
public final class TransientException extends RuntimeException {
    private final String reason;

    public TransientException(String reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    public TransientException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    public String reason() {
        return reason;
    }
}
