// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// An image in memory, as a registry keeps it: blobs by digest, and the digest of its manifest.
record TestImage(Map<String, byte[]> blobs, String manifest, String configuration, List<String> layers) {
    private static final String PREFIX = "application/vnd.oci.image.";

    /// An image with a gzipped layer for each map of file names to contents.
    static TestImage of(List<Map<String, byte[]>> layers) throws IOException {
        return of(layers, Manifest.architecture());
    }

    static TestImage of(List<Map<String, byte[]>> layers, String architecture) throws IOException {
        var blobs = new LinkedHashMap<String, byte[]>();
        var diffIds = new ArrayList<String>();
        var descriptors = new ArrayList<Json>();
        var digests = new ArrayList<String>();
        for (var files : layers) {
            byte[] tar = tar(files);
            byte[] zipped = gzip(tar);
            diffIds.add(Sha256.of(tar));
            digests.add(Sha256.of(zipped));
            blobs.put(Sha256.of(zipped), zipped);
            descriptors.add(descriptor("layer.v1.tar+gzip", zipped));
        }
        byte[] configuration = JsonWriter.writeBytes(JsonObject.of(
                "architecture",
                architecture,
                "os",
                "linux",
                "config",
                JsonObject.of("Cmd", List.of("/bin/true"), "Labels", JsonObject.of("a", "b"), "StopSignal", "SIGUSR1"),
                "rootfs",
                JsonObject.of("type", "layers", "diff_ids", diffIds)));
        blobs.put(Sha256.of(configuration), configuration);
        byte[] manifest = JsonWriter.writeBytes(JsonObject.of(
                "schemaVersion",
                2,
                "mediaType",
                PREFIX + "manifest.v1+json",
                "config",
                descriptor("config.v1+json", configuration),
                "layers",
                new JsonArray(descriptors)));
        blobs.put(Sha256.of(manifest), manifest);
        return new TestImage(blobs, Sha256.of(manifest), Sha256.of(configuration), digests);
    }

    /// This image behind a list of platforms.
    TestImage inIndex() {
        var other = JsonObject.of(
                        "mediaType", PREFIX + "manifest.v1+json", "digest", "sha256:" + "0".repeat(64), "size", 1)
                .with("platform", JsonObject.of("os", "linux", "architecture", "s390x"));
        var own = descriptor("manifest.v1+json", blobs.get(manifest))
                .with("platform", JsonObject.of("os", "linux", "architecture", Manifest.architecture()));
        byte[] index = JsonWriter.writeBytes(JsonObject.of("schemaVersion", 2, "manifests", JsonArray.of(other, own)));
        var all = new LinkedHashMap<>(blobs);
        all.put(Sha256.of(index), index);
        return new TestImage(all, Sha256.of(index), configuration, layers);
    }

    private static JsonObject descriptor(String type, byte[] content) {
        return JsonObject.of("mediaType", PREFIX + type, "digest", Sha256.of(content), "size", content.length);
    }

    private static byte[] tar(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            for (var file : files.entrySet()) {
                tar.file(file.getKey(), 0644, file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        }
        return bytes.toByteArray();
    }
}
