// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// What a file system holds beside files, folders and links: device nodes, pipes and extended attributes.
public final class SpecialFiles {
    private static final long CURRENT_FOLDER = -100;
    private static final int DIRECTORY = 0x10000;
    private static final int CHARACTER_DEVICE = 0x2000;

    private SpecialFiles() {}

    /// Makes a device node or a named pipe.
    ///
    /// @param mode type and permissions, as `mknod(2)` has them
    public static void makeNode(Path path, int mode, int major, int minor) throws IOException {
        long device = (minor & 0xffL) | ((long) (major & 0xfff) << 8) | ((minor & ~0xffL) << 12);
        try (var arena = Arena.ofConfined()) {
            SystemCall.MAKE_NODE_AT.check(
                    "make node " + path, CURRENT_FOLDER, SystemCall.text(arena, path), mode, device, 0);
        }
    }

    /// Says, as overlayfs reads it, that the file of this name in the layers below is deleted.
    public static void makeWhiteout(Path path) throws IOException {
        makeNode(path, CHARACTER_DEVICE, 0, 0);
    }

    /// Says, as overlayfs reads it, that nothing of this folder in the layers below shines through.
    public static void makeOpaque(Path folder) throws IOException {
        setAttribute(folder, "trusted.overlay.opaque", new byte[] {'y'});
    }

    public static void setAttribute(Path path, String name, byte[] value) throws IOException {
        try (var arena = Arena.ofConfined()) {
            SystemCall.SET_ATTRIBUTE.check(
                    "set " + name + " of " + path,
                    SystemCall.text(arena, path),
                    SystemCall.text(arena, name),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, value).address(),
                    value.length,
                    0);
        }
    }

    /// Brings all that was written to the file system of this folder onto the disk. One call for a whole
    /// tree: a layer has thousands of files, and syncing each would take minutes on an SD card.
    public static void syncFileSystem(Path folder) throws IOException {
        try (var arena = Arena.ofConfined()) {
            long file = SystemCall.OPEN_AT.check(
                    "open " + folder, CURRENT_FOLDER, SystemCall.text(arena, folder), DIRECTORY, 0, 0);
            try {
                SystemCall.SYNC_FILE_SYSTEM.check("sync " + folder, file, 0, 0, 0, 0);
            } finally {
                SystemCall.CLOSE.call(file, 0, 0);
            }
        }
    }
}
