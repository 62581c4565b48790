// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.runtime.linux.SpecialFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// The unpacked layers on disk, each in a folder named by itself and everything below it. A folder that is
/// there is complete and synced; work in progress lies elsewhere and is thrown away at the next start.
final class LayerFolders {
    /// Shortened, since all layers of an image must fit into one page of mount options; 96 bits cannot be
    /// made to collide with a given layer.
    private static final int NAME_LENGTH = 24;

    private static final String SIZE_SUFFIX = ".bytes";

    private final Path folder;
    private final Path work;

    LayerFolders(Path folder, Path work) throws IOException {
        this.folder = folder;
        this.work = work;
        Files.createDirectories(folder);
        Files.createDirectories(work);
    }

    /// The folder names for an image's layers. Each depends on all layers below: what a layer's tar leaves
    /// out, such as the owner of a folder it only adds to, is taken from them.
    static List<String> names(List<String> diffIds) throws IOException {
        var names = new ArrayList<String>();
        String chain = "";
        for (String diffId : diffIds) {
            Sha256.digits(diffId);
            chain = chain.isEmpty() ? diffId : Sha256.of((chain + " " + diffId).getBytes(StandardCharsets.US_ASCII));
            names.add(Sha256.digits(chain).substring(0, NAME_LENGTH));
        }
        return names;
    }

    boolean has(String name) {
        return Files.isDirectory(path(name));
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /// The sum of the layer's files.
    long bytes(String name) throws IOException {
        return Long.parseLong(
                Files.readString(folder.resolve(name + SIZE_SUFFIX)).strip());
    }

    /// Unpacks a layer and checks that it is the one that the image names.
    ///
    /// @param parents names of the layers below, the lowest first
    void unpack(String name, List<String> parents, String diffId, InputStream content) throws IOException {
        Path fresh = Files.createTempDirectory(work, "layer");
        try {
            Files.setAttribute(fresh, "unix:mode", 0755);
            var tree = new LayerTree(fresh, parents.stream().map(this::path).toList());
            var hashing = new Sha256.Hashing(new BufferedInputStream(uncompressed(content), 1 << 16));
            long bytes = new LayerUnpacker(tree).unpack(hashing);
            String found = hashing.finish();
            if (!found.equals(diffId)) {
                throw new IOException("layer is " + found + ", but the image names " + diffId);
            }
            Files.writeString(folder.resolve(name + SIZE_SUFFIX), bytes + "\n");
            SpecialFiles.syncFileSystem(fresh);
            Files.move(fresh, path(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileTree.delete(fresh);
        }
    }

    /// Deletes every layer that is not named.
    void keepOnly(Set<String> names) throws IOException {
        List<Path> all;
        try (var files = Files.list(folder)) {
            all = files.toList();
        }
        for (Path file : all) {
            String name = file.getFileName().toString();
            String layer = name.endsWith(SIZE_SUFFIX) ? name.substring(0, NAME_LENGTH) : name;
            if (names.contains(layer)) {
                continue;
            }
            if (Files.isDirectory(file)) {
                // Moved away first: a half-deleted folder must not look like a layer after a crash.
                Path doomed = Files.createTempDirectory(work, "old");
                Files.move(file, doomed.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                FileTree.delete(doomed);
            } else {
                Files.delete(file);
            }
        }
    }

    private static InputStream uncompressed(InputStream content) throws IOException {
        var in = new BufferedInputStream(content, 1 << 16);
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (startsWith(magic, 0x1f, 0x8b)) {
            return new GZIPInputStream(in, 1 << 16);
        }
        if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            throw new IOException("layer is compressed with zstd, which is not supported; build the image with gzip");
        }
        return in;
    }

    private static boolean startsWith(byte[] content, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= content.length || (content[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
