// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import java.util.Objects;

/// Something failed that trying again will not mend: it is shown in the status of its object and not
/// retried.
/// The message names the thing and the attempt; the reason is one CamelCase word that can be counted.
public final class TerminalException extends RuntimeException {
    private final String reason;

    public TerminalException(String reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    public TerminalException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    public String reason() {
        return reason;
    }
}
