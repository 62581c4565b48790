// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// A folder of this machine. Files are for their owner only.
public final class FolderPlace implements BackupPlace {
    private static final String UNFINISHED = ".part";

    private final Path folder;

    public FolderPlace(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public void put(String name, Path file) throws IOException {
        makeFolder();
        if (folder.equals(file.toAbsolutePath().getParent())) {
            // It was written beside its place: nothing has to be written twice.
            Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync();
            return;
        }
        Path fresh = folder.resolve(name + UNFINISHED);
        Files.deleteIfExists(fresh);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var in = FileChannel.open(file, StandardOpenOption.READ);
                var out = FileChannel.open(fresh, options, ownerOnly)) {
            long done = 0;
            while (done < in.size()) {
                done += in.transferTo(done, in.size() - done, out);
            }
            out.force(true);
        }
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync();
    }

    private void sync() throws IOException {
        try (var self = FileChannel.open(folder, StandardOpenOption.READ)) {
            self.force(true);
        }
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    @Override
    public void fetch(String name, Path file) throws IOException {
        Files.copy(folder.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }
}
