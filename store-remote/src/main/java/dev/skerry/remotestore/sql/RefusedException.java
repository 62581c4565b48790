// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

/// The engine does not take what was to be written, today and tomorrow: it is too large. Nothing was written.
final class RefusedException extends RuntimeException {
    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
