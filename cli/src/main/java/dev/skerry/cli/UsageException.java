// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

/// The user asked for something that cannot be: one sentence of what is wrong and one of what to do. The
/// program prints it and ends with exit code 2.
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        super(message);
    }
}
