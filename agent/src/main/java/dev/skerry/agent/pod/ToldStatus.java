// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.telemetry.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// What the server was told of each pod last, in a file in the pod's folder. The server does not send it back, and
/// an agent that starts again needs it: when the pod began, since when its conditions stand, which containers were
/// ready.
///
/// It is written after the report is on its way, so it may be one report behind, and never ahead. It may also be
/// missing: then the pod is looked at as if for the first time.
final class ToldStatus {
    private static final Log LOG = Log.of("agent.pod");
    private static final String FILE = "status.json";
    private static final String FRESH = "status.json.new";

    private final PodFolders folders;

    ToldStatus(PodsConfig config) {
        this.folders = new PodFolders(config);
    }

    Optional<JsonObject> find(String uid) {
        Path file = folders.pod(uid).resolve(FILE);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(JsonReader.read(Files.readAllBytes(file)).object())
                    : Optional.empty();
        } catch (IOException | JsonException unreadable) {
            LOG.warn("what was told of a pod cannot be read", "file", file, "why", unreadable.getMessage());
            return Optional.empty();
        }
    }

    /// Keeps it as long as the pod has its folder, which is never made here: a pod that is being taken down must
    /// not come back by it.
    void keep(String uid, JsonObject status) {
        Path folder = folders.pod(uid);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.write(folder.resolve(FRESH), JsonWriter.writeBytes(status));
            Files.move(folder.resolve(FRESH), folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            // It only helps the next agent; a full disk shows elsewhere, too.
            LOG.debug("what was told of a pod is not kept", "folder", folder, "why", failed.getMessage());
        }
    }
}
