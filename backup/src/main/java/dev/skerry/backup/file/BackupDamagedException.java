// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

/// A backup is not what was written: changed, cut, or something else altogether.
public final class BackupDamagedException extends RuntimeException {
    public BackupDamagedException(String message) {
        super(message);
    }

    public BackupDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
