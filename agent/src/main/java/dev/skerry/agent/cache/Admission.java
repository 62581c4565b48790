// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.tunnel.frame.Delta;
import dev.skerry.tunnel.frame.Held;
import java.util.Optional;

/// Decides whether a node can keep what the server sent.
final class Admission {
    private static final int UID_MAX = 255;

    private Admission() {}

    /// Why not; empty if it can.
    static Optional<String> refusal(Delta delta, Optional<Held> known) {
        return switch (delta) {
            // A removal cannot be wrong in itself: of something unknown it changes nothing.
            case Delta.Gone _ -> Optional.empty();
            case Delta.Put put -> refusal(put, known);
        };
    }

    private static Optional<String> refusal(Delta.Put put, Optional<Held> known) {
        boolean isOlder = known.isPresent()
                && known.get().uid().equals(put.uid())
                && known.get().version() > put.version();
        if (isOlder) {
            return Optional.of("resourceVersion " + put.version() + " is older than "
                    + known.get().version() + ", which this node holds");
        }
        try {
            var name = ObjectKey.parse(put.key()).name();
            if (!(JsonReader.read(put.value()) instanceof JsonObject tree)) {
                return Optional.of("not a JSON object");
            }
            var object = new KubeObject(tree);
            boolean isItself = object.objectName().equals(name)
                    && object.uid().equals(put.uid())
                    && !object.uid().isEmpty()
                    && object.uid().length() <= UID_MAX;
            return isItself ? Optional.empty() : Optional.of("the object is not the one that the key names");
        } catch (JsonException | IllegalArgumentException malformed) {
            return Optional.of(String.valueOf(malformed.getMessage()));
        }
    }
}
