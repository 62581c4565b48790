// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.runtime.linux.SpecialFiles;
import dev.skerry.runtime.linux.SystemCallException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Unpacks one layer's tar into a folder, in the form that overlayfs layers: deletions become whiteout
/// nodes, hidden folders get the opaque attribute.
///
/// The archive is not trusted. A name that leads outside is refused; a link on the way is followed within
/// the image only ([LayerTree]); of extended attributes only file capabilities and users' own are set,
/// because those of overlayfs itself could point a folder anywhere.
final class LayerUnpacker {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int BLOCK_DEVICE = 0x6000;
    private static final int PIPE = 0x1000;

    private final LayerTree tree;
    private final Map<Path, FileTime> folderTimes = new HashMap<>();
    private long bytes;

    LayerUnpacker(LayerTree tree) {
        this.tree = tree;
    }

    /// Unpacks everything; the sum of the files' sizes.
    long unpack(InputStream content) throws IOException {
        var tar = new TarReader(content);
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            TarEntry entry = next.get();
            try {
                unpack(entry, tar);
            } catch (InvalidPathException broken) {
                throw new IOException(
                        "layer has a file name that this system cannot write: " + entry.name()
                                + " (is the locale UTF-8?)",
                        broken);
            }
        }
        // Last, because every file made in a folder changes the folder's time.
        for (var folder : folderTimes.entrySet()) {
            if (Files.isDirectory(folder.getKey(), LinkOption.NOFOLLOW_LINKS)) {
                Files.setLastModifiedTime(folder.getKey(), folder.getValue());
            }
        }
        return bytes;
    }

    private void unpack(TarEntry entry, TarReader content) throws IOException {
        String name = LayerTree.clean(entry.name());
        if (name.isEmpty()) {
            if (entry.kind() == TarEntry.Kind.FOLDER) {
                setAttributes(tree.root(), entry);
            }
            return;
        }
        int slash = name.lastIndexOf('/');
        Path folder = tree.folder(name.substring(0, Math.max(slash, 0)));
        String last = name.substring(slash + 1);
        if (last.equals(OPAQUE)) {
            SpecialFiles.makeOpaque(folder);
        } else if (last.startsWith(WHITEOUT + WHITEOUT)) {
            // Book-keeping of a file system that nobody uses any more.
            return;
        } else if (last.startsWith(WHITEOUT)) {
            delete(folder, last.substring(WHITEOUT.length()));
        } else {
            make(folder.resolve(last), entry, content);
        }
    }

    private void delete(Path folder, String name) throws IOException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new IOException("layer deletes a file without a name");
        }
        Path path = folder.resolve(name);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            // A deletion speaks of the layers below only; what this layer has itself stays.
            SpecialFiles.makeOpaque(path);
        } else if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            SpecialFiles.makeWhiteout(path);
        }
    }

    private void make(Path path, TarEntry entry, TarReader content) throws IOException {
        boolean isFolder = entry.kind() == TarEntry.Kind.FOLDER;
        if (isFolder && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            setAttributes(path, entry);
            return;
        }
        boolean wasWhiteout = tree.isWhiteout(path);
        FileTree.delete(path);
        switch (entry.kind()) {
            case FOLDER -> {
                Files.createDirectory(path);
                if (wasWhiteout) {
                    SpecialFiles.makeOpaque(path);
                }
            }
            case FILE -> bytes += Files.copy(content, path);
            case SYMBOLIC_LINK -> Files.createSymbolicLink(path, Path.of(entry.target()));
            case HARD_LINK -> {
                link(path, entry);
                return;
            }
            case CHARACTER_DEVICE -> node(path, entry, CHARACTER_DEVICE);
            case BLOCK_DEVICE -> node(path, entry, BLOCK_DEVICE);
            case PIPE -> node(path, entry, PIPE);
            case OTHER -> {
                return;
            }
        }
        setAttributes(path, entry);
    }

    private static void node(Path path, TarEntry entry, int type) throws IOException {
        SpecialFiles.makeNode(path, type | entry.mode(), entry.deviceMajor(), entry.deviceMinor());
    }

    private void link(Path path, TarEntry entry) throws IOException {
        Path existing = tree.find(LayerTree.clean(entry.target()))
                .filter(found -> !Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS))
                .orElseThrow(() -> new IOException(
                        "layer links " + entry.name() + " to " + entry.target() + ", which is not there"));
        if (existing.startsWith(tree.root())) {
            Files.createLink(path, existing);
        } else {
            // The target is in a layer below; a link would join two layers' files, and deleting one layer
            // would not free it.
            Files.copy(existing, path, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void setAttributes(Path path, TarEntry entry) throws IOException {
        Files.setAttribute(path, "unix:uid", entry.user(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", entry.group(), LinkOption.NOFOLLOW_LINKS);
        if (entry.kind() == TarEntry.Kind.SYMBOLIC_LINK) {
            return;
        }
        // After the owner, since a change of owner clears the set-user-ID bit and capabilities. Without
        // "no follow", with which Java would open the file: a pipe would wait for its other end, and a
        // device might do anything. It is no link: it was made a moment ago.
        Files.setAttribute(path, "unix:mode", entry.mode());
        if (isSpecial(entry)) {
            return;
        }
        for (var attribute : entry.attributes().entrySet()) {
            setAttribute(path, attribute.getKey(), attribute.getValue());
        }
        var time = FileTime.from(java.time.Instant.ofEpochSecond(entry.modifiedAt()));
        if (entry.kind() == TarEntry.Kind.FOLDER) {
            folderTimes.put(path, time);
        } else {
            Files.setLastModifiedTime(path, time);
        }
    }

    private static boolean isSpecial(TarEntry entry) {
        return switch (entry.kind()) {
            case CHARACTER_DEVICE, BLOCK_DEVICE, PIPE -> true;
            case FILE, FOLDER, SYMBOLIC_LINK, HARD_LINK, OTHER -> false;
        };
    }

    private static void setAttribute(Path path, String name, byte[] value) throws IOException {
        if (!name.equals("security.capability") && !name.startsWith("user.")) {
            return;
        }
        try {
            SpecialFiles.setAttribute(path, name, value);
        } catch (SystemCallException refused) {
            // Not every file system keeps users' attributes; nothing runs differently without them.
            if (refused.number() != SystemCallException.EOPNOTSUPP || !name.startsWith("user.")) {
                throw refused;
            }
        }
    }
}
