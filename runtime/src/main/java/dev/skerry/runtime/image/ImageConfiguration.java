// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// The configuration of an image: how to run it, and the digests of its layers' tars.
///
/// @param diffIds the lowest layer first
/// @param settings the part that says how to run it
record ImageConfiguration(List<String> diffIds, JsonObject settings) {
    ImageConfiguration {
        diffIds = List.copyOf(diffIds);
    }

    static ImageConfiguration of(byte[] content) throws IOException {
        Json json = Manifest.parse(content);
        String os = json.at("os").textOr("linux");
        String architecture = json.at("architecture").textOr(Manifest.architecture());
        if (!os.equals("linux") || !architecture.equals(Manifest.architecture())) {
            throw new IOException(
                    "image is for " + os + "/" + architecture + ", this machine is linux/" + Manifest.architecture());
        }
        List<String> diffIds = json.at("rootfs", "diff_ids").elements().stream()
                .map(Json::text)
                .toList();
        return new ImageConfiguration(diffIds, json.at("config").object());
    }
}
