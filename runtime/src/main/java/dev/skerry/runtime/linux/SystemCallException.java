// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.io.IOException;

/// A system call that the kernel refused.
public final class SystemCallException extends IOException {
    /// Not there.
    public static final int ENOENT = 2;
    /// Nothing to read yet.
    public static final int EAGAIN = 11;
    /// In use.
    public static final int EBUSY = 16;
    /// Not what the call is for; from an unmount: not a mount.
    public static final int EINVAL = 22;
    /// The disk is full.
    public static final int ENOSPC = 28;
    /// The file system knows no such attribute.
    public static final int EOPNOTSUPP = 95;

    private final int number;

    SystemCallException(String what, int number) {
        super("cannot " + what + ": " + words(number));
        this.number = number;
    }

    /// The kernel's error number.
    public int number() {
        return number;
    }

    private static String words(int number) {
        return switch (number) {
            case 1 -> "operation not permitted";
            case ENOENT -> "no such file or directory";
            case 13 -> "permission denied";
            case EBUSY -> "device or resource busy";
            case 19 -> "no such device (is the file system or kernel module missing?)";
            case EINVAL -> "invalid argument";
            case ENOSPC -> "no space left on device";
            case EOPNOTSUPP -> "operation not supported";
            case 111 -> "connection refused";
            default -> "error " + number;
        };
    }
}
