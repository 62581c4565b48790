// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Who may clear up in a folder of images. An agent owns its folder for as long as it lives; a command beside
/// it (`image import`) finds the folder owned, adds to it, and throws nothing away. The lock is the kernel's,
/// so a process that is killed leaves none behind.
final class FolderOwner {
    /// Held until the process ends.
    private final Optional<FileLock> lock;

    private FolderOwner(Optional<FileLock> lock) {
        this.lock = lock;
    }

    static FolderOwner of(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("owner"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FolderOwner(Optional.of(lock));
            }
        } catch (OverlappingFileLockException _) {
            // Another store of this very process owns it.
        }
        channel.close();
        return new FolderOwner(Optional.empty());
    }

    boolean isOwner() {
        return lock.isPresent();
    }
}
