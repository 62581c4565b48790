// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.telemetry.Log;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Which images are complete: a small file, replaced as a whole, and its copy in memory. What is not in
/// it does not exist, whatever lies in the folders. A machine holds tens of images, not thousands.
///
/// Several processes may share the file: an agent, and a command that imports an image beside it. A change
/// is made under a lock of the kernel's on what the file says then; a read looks whether the file is still
/// the one that was read last, which costs one system call.
final class ImageIndex {
    private static final Log LOG = Log.of("runtime.image");
    private static final long BYTES_MAX = 16 << 20;

    private final Path file;

    @GuardedBy("this")
    private List<StoredImage> images;

    /// Which file the images were read from.
    @GuardedBy("this")
    private String version;

    ImageIndex(Path file) throws IOException {
        this.file = file;
        this.version = version(file);
        this.images = read(file);
    }

    synchronized List<StoredImage> images() {
        try {
            refresh();
        } catch (IOException failed) {
            LOG.warn("the index of images cannot be read; going on with what was known", "why", failed.getMessage());
        }
        return images;
    }

    /// Changes the list and the file. The file is written under the lock, which is against the habit here:
    /// it is a few kilobytes, and two writers must not overtake each other.
    synchronized void change(UnaryOperator<List<StoredImage>> change) throws IOException {
        try (var channel = FileChannel.open(
                        file.resolveSibling("index.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            refresh();
            List<StoredImage> changed = List.copyOf(change.apply(images));
            if (!changed.equals(images)) {
                write(file, changed);
                images = changed;
                version = version(file);
            }
        }
    }

    private synchronized void refresh() throws IOException {
        String now = version(file);
        if (!now.equals(version)) {
            images = read(file);
            version = now;
        }
    }

    /// Differs for each file that ever stood here: a new one is always another inode.
    private static String version(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        var facts = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
        return facts.fileKey() + " " + facts.lastModifiedTime();
    }

    /// Writes a file so that it is either the old or the new one after a crash, never a part.
    static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (var out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var buffer = java.nio.ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void write(Path file, List<StoredImage> images) throws IOException {
        var list = new JsonArray(images.stream().<Json>map(StoredImage::json).toList());
        replace(file, JsonWriter.writeBytes(JsonObject.of("version", 1, "images", list)));
    }

    private static List<StoredImage> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException("it is " + Files.size(file) + " bytes long");
            }
            var images = new ArrayList<StoredImage>();
            for (Json image :
                    JsonReader.read(Files.readAllBytes(file)).at("images").elements()) {
                images.add(StoredImage.of(image));
            }
            return List.copyOf(images);
        } catch (IOException | JsonException broken) {
            // Images can be fetched again; a node that does not start cannot be reached at all.
            Path aside = file.resolveSibling(file.getFileName() + ".broken");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.error("image index is broken, all images must be pulled or imported again", broken, "kept", aside);
            return List.of();
        }
    }
}
