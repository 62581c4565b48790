// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An image as the store keeps it: what users see, and the folders of its layers.
///
/// @param layers names of layer folders, the lowest first
/// @param settings the `config` part of the image's configuration
record StoredImage(
        String id, List<String> names, List<String> digests, long bytes, List<String> layers, JsonObject settings) {
    StoredImage {
        names = List.copyOf(names);
        digests = List.copyOf(digests);
        layers = List.copyOf(layers);
    }

    Image image() {
        var labels = new HashMap<String, String>();
        settings.at("Labels").object().forEach((name, value) -> labels.put(name, value.text()));
        return new Image(
                id,
                names,
                digests,
                bytes,
                settings.at("User").text(),
                texts(settings.at("Entrypoint")),
                texts(settings.at("Cmd")),
                texts(settings.at("Env")),
                settings.at("WorkingDir").text(),
                settings.at("StopSignal").text(),
                Map.copyOf(labels));
    }

    StoredImage withNames(List<String> names) {
        return new StoredImage(id, names, digests, bytes, layers, settings);
    }

    /// This image, known by the other's names as well.
    StoredImage joined(StoredImage other) {
        return new StoredImage(id, union(names, other.names), union(digests, other.digests), bytes, layers, settings);
    }

    JsonObject json() {
        return JsonObject.of(
                "id", id, "names", names, "digests", digests, "bytes", bytes, "layers", layers, "settings", settings);
    }

    static StoredImage of(Json json) throws IOException {
        String id = json.at("id").text();
        if (!Sha256.isDigest(id)) {
            throw new IOException("index has an image without an id");
        }
        return new StoredImage(
                id,
                texts(json.at("names")),
                texts(json.at("digests")),
                json.at("bytes").longOr(0),
                texts(json.at("layers")),
                json.at("settings").object());
    }

    private static List<String> texts(Json array) {
        return array.elements().stream().map(Json::text).toList();
    }

    private static List<String> union(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        second.stream().filter(name -> !first.contains(name)).forEach(all::add);
        return all;
    }
}
