// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Mounting and unmounting. All of it needs root.
public final class Mounts {
    private static final long NO_SET_USER_ID = 2;
    private static final long NO_DEVICES = 4;
    private static final long NO_EXECUTION = 8;
    private static final long BIND = 4096;
    private static final long DETACH = 2;

    /// The kernel copies one page of options and cuts off the rest without a word.
    private static final int OPTIONS_LENGTH_MAX = 4095;

    private Mounts() {}

    /// Layers read-only layers and one that takes the writes.
    ///
    /// @param layers the lowest first; at least one
    /// @param upper takes what is written
    /// @param work an empty folder on the same file system as `upper`
    public static void overlay(List<Path> layers, Path upper, Path work, Path target) throws IOException {
        var options = new StringBuilder("lowerdir=");
        for (Path layer : layers.reversed()) {
            options.append(escaped(layer)).append(':');
        }
        options.setLength(options.length() - 1);
        options.append(",upperdir=").append(escaped(upper)).append(",workdir=").append(escaped(work));
        if (options.length() > OPTIONS_LENGTH_MAX) {
            throw new IOException("cannot mount " + target + ": " + layers.size()
                    + " layers with names this long do not fit into one mount");
        }
        mount("overlay", "overlay", target, 0, options.toString());
    }

    public static void memory(Path target, String options) throws IOException {
        mount("tmpfs", "tmpfs", target, NO_SET_USER_ID | NO_DEVICES | NO_EXECUTION, options);
    }

    /// Shows a file or folder in a second place.
    public static void bind(Path source, Path target) throws IOException {
        mount(source.toString(), "", target, BIND, "");
    }

    /// Takes a mount away; nothing is done where none is.
    public static void unmount(Path target) throws IOException {
        try (var arena = Arena.ofConfined()) {
            long result = SystemCall.UNMOUNT.call(SystemCall.text(arena, target), DETACH, 0);
            boolean isNone = result == -SystemCallException.EINVAL || result == -SystemCallException.ENOENT;
            if (result < 0 && !isNone) {
                throw new SystemCallException("unmount " + target, (int) -result);
            }
        }
    }

    /// Whether something is mounted right there. The kernel's own table is asked: a bind mount of a
    /// namespace looks like an ordinary file otherwise.
    public static boolean isMounted(Path target) throws IOException {
        String wanted = " " + target + " ";
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.anyMatch(line -> line.contains(wanted));
        }
    }

    private static void mount(String source, String type, Path target, long flags, String options)
            throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            SystemCall.MOUNT.check(
                    "mount " + target,
                    SystemCall.text(arena, source),
                    SystemCall.text(arena, target),
                    SystemCall.text(arena, type),
                    flags,
                    SystemCall.text(arena, options));
        }
    }

    private static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,");
    }
}
