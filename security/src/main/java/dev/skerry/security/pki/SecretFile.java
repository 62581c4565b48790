// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// A file that only its owner may read (mode 0600) and that is replaced whole: a crash at any moment
/// leaves the old content or the new one. A folder that it has to make is its owner's alone as well.
public final class SecretFile {
    /// A key with a few certificates takes 3 KB; a larger file is not one of ours.
    private static final long SIZE_MAX = 1024 * 1024;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;

    public SecretFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /// @throws PkiException if the file is too large to be one of ours
    /// @throws UncheckedIOException if it is there and cannot be read
    public Optional<String> find() {
        try {
            if (Files.size(path) > SIZE_MAX) {
                throw new PkiException(path + " is too large to hold a key");
            }
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /// Replaces the content, durably when this returns.
    ///
    /// @throws UncheckedIOException if that fails; the old content is then still there
    public void write(String content) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent(), OWNER_ONLY_FOLDER);
            Files.deleteIfExists(fresh);
            writeDurably(fresh, content);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (var folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    private static void writeDurably(Path file, String content) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options, ownerOnly)) {
            var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
