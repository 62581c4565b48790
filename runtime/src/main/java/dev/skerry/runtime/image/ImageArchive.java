// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Builds small images from files of this machine, without a registry or another tool: an OCI archive
/// that any container engine imports. The same input gives the same bytes.
///
/// ```java
/// ImageArchive.write(Path.of("sensor.tar"), "plant/sensor:1", List.of(
///         new Content.File("bin/busybox", Path.of("/bin/busybox"), 0755), new Content.Link("bin/sh", "busybox")),
///         Settings.entryPoint("/bin/sh", "-c", "date"));
/// ```
public final class ImageArchive {
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private ImageArchive() {}

    /// One file, folder or link of an image. Folders on the way are made.
    ///
    /// @param target path inside the image
    public sealed interface Content {
        String target();

        /// A file of this machine; its symbolic links are followed.
        record File(String target, Path source, int mode) implements Content {}

        record Text(String target, String text, int mode) implements Content {}

        record Link(String target, String to) implements Content {}

        record Folder(String target, int mode) implements Content {}
    }

    /// How to run the image. Lists may be empty.
    public record Settings(
            List<String> entryPoint,
            List<String> command,
            List<String> environment,
            String workingDirectory,
            String user,
            String stopSignal) {
        public Settings {
            entryPoint = List.copyOf(entryPoint);
            command = List.copyOf(command);
            environment = List.copyOf(environment);
        }

        /// As root, in `/`, with an entry point and nothing else.
        public static Settings entryPoint(String... words) {
            return new Settings(List.of(words), List.of(), List.of(), "", "", "");
        }

        JsonObject json() {
            return JsonObject.builder()
                    .put("Entrypoint", entryPoint)
                    .put("Cmd", command)
                    .put("Env", environment)
                    .putIfText("WorkingDir", workingDirectory)
                    .putIfText("User", user)
                    .putIfText("StopSignal", stopSignal)
                    .build();
        }
    }

    /// Writes an archive with one image of one layer for this machine's architecture.
    ///
    /// @param name such as `plant/sensor:1`; qualified as everywhere
    public static void write(Path archive, String name, List<Content> contents, Settings settings) throws IOException {
        String fullName = ImageReference.parse(name).name();
        Path layer = Files.createTempFile(archive.toAbsolutePath().getParent(), "layer", ".tar");
        try {
            try (var tar = new TarWriter(Files.newOutputStream(layer))) {
                writeContents(tar, contents);
            }
            String diffId = Sha256.of(layer);
            byte[] configuration = JsonWriter.writeBytes(JsonObject.of(
                    "architecture", Manifest.architecture(),
                    "os", "linux",
                    "config", settings.json(),
                    "rootfs", JsonObject.of("type", "layers", "diff_ids", List.of(diffId))));
            byte[] manifest = JsonWriter.writeBytes(JsonObject.of(
                    "schemaVersion",
                    2,
                    "mediaType",
                    MANIFEST_TYPE,
                    "config",
                    descriptor("application/vnd.oci.image.config.v1+json", configuration),
                    "layers",
                    JsonArray.of(descriptor("application/vnd.oci.image.layer.v1.tar", diffId, Files.size(layer)))));
            var entry = descriptor(MANIFEST_TYPE, manifest)
                    .with(
                            "annotations",
                            JsonObject.of(
                                    "io.containerd.image.name",
                                    fullName,
                                    "org.opencontainers.image.ref.name",
                                    fullName));
            byte[] index = JsonWriter.writeBytes(JsonObject.of("schemaVersion", 2, "manifests", JsonArray.of(entry)));
            try (var tar = new TarWriter(Files.newOutputStream(archive))) {
                tar.file("oci-layout", 0644, JsonWriter.writeBytes(JsonObject.of("imageLayoutVersion", "1.0.0")));
                tar.file("index.json", 0644, index);
                tar.file(blob(Sha256.of(manifest)), 0644, manifest);
                tar.file(blob(Sha256.of(configuration)), 0644, configuration);
                try (var in = Files.newInputStream(layer)) {
                    tar.file(blob(diffId), 0644, Files.size(layer), in);
                }
            }
        } finally {
            Files.deleteIfExists(layer);
        }
    }

    private static void writeContents(TarWriter tar, List<Content> contents) throws IOException {
        Set<String> folders = new TreeSet<>();
        for (Content content : contents) {
            if (content instanceof Content.Folder folder) {
                folders.add(LayerTree.clean(folder.target()));
            }
        }
        for (Content content : contents) {
            String target = LayerTree.clean(content.target());
            for (int slash = target.indexOf('/'); slash > 0; slash = target.indexOf('/', slash + 1)) {
                if (folders.add(target.substring(0, slash))) {
                    tar.folder(target.substring(0, slash), 0755);
                }
            }
            switch (content) {
                case Content.Folder folder -> tar.folder(target, folder.mode());
                case Content.Link link -> tar.link(target, link.to());
                case Content.Text text ->
                    tar.file(target, text.mode(), text.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                case Content.File file -> {
                    try (var in = Files.newInputStream(file.source())) {
                        tar.file(target, file.mode(), Files.size(file.source()), in);
                    }
                }
            }
        }
    }

    private static JsonObject descriptor(String type, byte[] content) {
        return descriptor(type, Sha256.of(content), content.length);
    }

    private static JsonObject descriptor(String type, String digest, long bytes) {
        return JsonObject.of("mediaType", type, "digest", digest, "size", bytes);
    }

    private static String blob(String digest) throws IOException {
        return "blobs/sha256/" + Sha256.digits(digest);
    }
}
