// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import dev.skerry.foundation.lifecycle.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A `hostPath` volume: something of the host itself, checked or made as its type says.
final class HostPath {
    /// File types in `st_mode`.
    private static final int TYPE_MASK = 0170000;

    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHARACTER_DEVICE = 0020000;

    private HostPath() {}

    static Path prepare(String text, String type) throws IOException {
        Path path = Path.of(text);
        switch (type) {
            case "" -> {
                // Nothing is checked; the runtime makes a folder if there is nothing.
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                }
            }
            case "DirectoryOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                    Files.setAttribute(path, "unix:mode", 0755);
                }
                require(Files.isDirectory(path), path, "a directory");
            }
            case "Directory" -> require(Files.isDirectory(path), path, "a directory");
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                    Files.setAttribute(path, "unix:mode", 0644);
                }
                require(Files.isRegularFile(path), path, "a file");
            }
            case "File" -> require(Files.isRegularFile(path), path, "a file");
            case "Socket" -> require(isOfType(path, SOCKET), path, "a socket file");
            case "CharDevice" -> require(isOfType(path, CHARACTER_DEVICE), path, "a character device");
            case "BlockDevice" -> require(isOfType(path, BLOCK_DEVICE), path, "a block device");
            default -> throw new TransientException("FailedMount", "unknown hostPath type " + type);
        }
        return path;
    }

    private static boolean isOfType(Path path, int type) throws IOException {
        return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == type;
    }

    private static void require(boolean isRight, Path path, String what) {
        if (!isRight) {
            throw new TransientException("FailedMount", "hostPath type check failed: " + path + " is not " + what);
        }
    }
}
