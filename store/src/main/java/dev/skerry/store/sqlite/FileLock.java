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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps a second process away from a database: two writers would each believe that they alone know the
/// latest revision. The lock is on a file of its own, because closing any descriptor of the database
/// itself would drop the locks of SQLite; the kernel lets go of it when the process dies.
final class FileLock implements AutoCloseable {
    /// What this process holds. Looking at the lock file would let go of it: closing any descriptor of a file
    /// drops all locks that the process has on it.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path beside;
    private final FileChannel channel;

    private FileLock(Path beside, FileChannel channel) {
        this.beside = beside;
        this.channel = channel;
        HELD.add(beside);
    }

    /// Takes the lock, and makes the file if it is missing, for its owner only.
    @SuppressWarnings("resource") // The channel stays open as long as the lock is held.
    static FileLock take(Path file) {
        Path beside = beside(file);
        if (HELD.contains(beside)) {
            throw inUse(file);
        }
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            makePrivate(file);
            makePrivate(beside);
            FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                return new FileLock(beside, channel);
            }
            channel.close();
        } catch (IOException failed) {
            throw new TerminalException("StoreUnusable", "cannot use " + file + ": " + failed.getMessage(), failed);
        }
        throw inUse(file);
    }

    private static TerminalException inUse(Path file) {
        return new TerminalException("StoreInUse", file + " is in use by another process; stop that one first");
    }

    private static Path beside(Path file) {
        return Path.of(file + ".lock").toAbsolutePath().normalize();
    }

    /// Whether somebody holds the lock at this moment. Looks without making anything.
    static boolean isTaken(Path file) {
        Path beside = beside(file);
        if (HELD.contains(beside)) {
            return true;
        }
        if (!Files.exists(beside)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            return !tryLock(channel);
        } catch (IOException failed) {
            throw new TerminalException("StoreUnusable", "cannot look at " + beside + ": " + failed, failed);
        }
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
        HELD.remove(beside);
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
