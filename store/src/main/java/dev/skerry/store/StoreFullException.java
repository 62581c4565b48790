// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// The disk or the store's budget is full. Nothing was written; reading goes on.
public final class StoreFullException extends RuntimeException {
    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
