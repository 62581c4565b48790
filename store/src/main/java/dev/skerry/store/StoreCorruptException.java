// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// What is on disk is not what was written. It is never served; the message names the file and what to do.
public final class StoreCorruptException extends RuntimeException {
    public StoreCorruptException(String message) {
        super(message);
    }
}
