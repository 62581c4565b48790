// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// The engine behind the store does not answer. The store recovers by itself when it does again; its watches
/// stay open meanwhile and miss nothing.
public final class StoreUnavailableException extends RuntimeException {
    private final boolean mayBeWritten;

    private StoreUnavailableException(String message, Throwable cause, boolean mayBeWritten) {
        super(message, cause);
        this.mayBeWritten = mayBeWritten;
    }

    /// Nothing was written: the engine never heard of it, or refused.
    public static StoreUnavailableException notWritten(String message, Throwable cause) {
        return new StoreUnavailableException(message, cause, false);
    }

    /// The engine went away between the write and its answer: it may have been done or not. A read tells.
    public static StoreUnavailableException perhapsWritten(String message, Throwable cause) {
        return new StoreUnavailableException(message, cause, true);
    }

    /// Whether the write that failed may have been done all the same. Always false for a read.
    public boolean mayBeWritten() {
        return mayBeWritten;
    }
}
