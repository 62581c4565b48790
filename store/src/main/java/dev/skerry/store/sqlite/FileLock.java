// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.foundation.lifecycle.TerminalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Keeps a second process away from a database: two writers would each believe that they alone know the
/// latest revision. The lock is on a file of its own, because closing any descriptor of the database
/// itself would drop the locks of SQLite; the kernel lets go of it when the process dies.
final class FileLock implements AutoCloseable {
    private final FileChannel channel;

    private FileLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock, and makes the file if it is missing, for its owner only.
    @SuppressWarnings("resource") // The channel stays open as long as the lock is held.
    static FileLock take(Path file) {
        Path beside = Path.of(file + ".lock");
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            makePrivate(file);
            makePrivate(beside);
            FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                return new FileLock(channel);
            }
            channel.close();
        } catch (IOException failed) {
            throw new TerminalException("StoreUnusable", "cannot use " + file + ": " + failed.getMessage(), failed);
        }
        throw new TerminalException("StoreInUse", file + " is in use by another process; stop that one first");
    }

    /// Makes a file that is missing, for its owner only.
    static void makePrivate(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            // It has been here before; its owner may have given it other permissions.
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // This very process has it open already.
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
