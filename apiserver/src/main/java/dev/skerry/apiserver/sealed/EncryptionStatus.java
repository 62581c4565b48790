// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.seal.RingKey;
import java.util.ArrayList;
import java.util.List;

/// How encryption stands.
///
/// @param keys oldest first; the last one seals
/// @param isResealing whether something may still be sealed with an old key, or not at all
/// @param resealed values sealed anew by this server since it started
public record EncryptionStatus(List<RingKey> keys, boolean isResealing, long resealed) {
    public EncryptionStatus {
        keys = List.copyOf(keys);
    }

    /// In the words that users of K3s know.
    public JsonObject json() {
        var list = new ArrayList<Json>();
        for (RingKey key : keys) {
            list.add(JsonObject.of(
                    "name",
                    key.name(),
                    "type",
                    "XAES-256-GCM",
                    "made",
                    key.made().toString(),
                    "active",
                    key.equals(keys.getLast())));
        }
        return JsonObject.of(
                "status",
                "Enabled",
                "stage",
                isResealing ? "reencrypt_active" : "reencrypt_finished",
                "resealed",
                resealed,
                "keys",
                list);
    }
}
