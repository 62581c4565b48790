// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.util.List;

/// What a registry or an archive says of an image: its configuration and its layers.
///
/// @param layers the lowest first
record Manifest(Blob configuration, List<Blob> layers) {
    static final long BYTES_MAX = 4 << 20;

    /// A docker image of the oldest kind has a handful of layers, the largest known below 130.
    private static final int LAYERS_MAX = 500;

    /// A piece of content.
    ///
    /// @param bytes as announced
    record Blob(String digest, long bytes) {
        static Blob of(Json descriptor) throws IOException {
            String digest = descriptor.at("digest").text();
            Sha256.digits(digest);
            return new Blob(digest, Math.max(0, descriptor.at("size").longOr(0)));
        }
    }

    Manifest {
        layers = List.copyOf(layers);
    }

    long bytes() {
        return layers.stream().mapToLong(Blob::bytes).sum();
    }

    /// Whether this is a list of manifests for several platforms.
    static boolean isIndex(Json content) {
        return content.object().has("manifests");
    }

    static Manifest of(Json content) throws IOException {
        if (!content.object().has("config")) {
            throw new IOException("manifest names no configuration; schema version 1 is not supported");
        }
        List<Json> layers = content.at("layers").elements();
        if (layers.size() > LAYERS_MAX) {
            throw new IOException("manifest has " + layers.size() + " layers");
        }
        var blobs = new java.util.ArrayList<Blob>();
        for (Json layer : layers) {
            blobs.add(Blob.of(layer));
        }
        return new Manifest(Blob.of(content.at("config")), blobs);
    }

    /// The manifest for this machine out of a list.
    static Blob forThisMachine(Json index) throws IOException {
        for (Json entry : index.at("manifests").elements()) {
            Json platform = entry.at("platform");
            boolean fits = platform.at("os").text().equals("linux")
                    && platform.at("architecture").text().equals(architecture());
            if (fits) {
                return Blob.of(entry);
            }
        }
        throw new IOException("image exists for other platforms only, not for linux/" + architecture());
    }

    /// This machine's architecture, as images call it.
    static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case "amd64", "x86_64" -> "amd64";
            case String other -> other;
        };
    }

    static Json parse(byte[] content) throws IOException {
        try {
            return JsonReader.read(content);
        } catch (JsonException broken) {
            throw new IOException("manifest is not JSON: " + broken.getMessage(), broken);
        }
    }
}
