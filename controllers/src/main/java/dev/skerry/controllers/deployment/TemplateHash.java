// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// The label that tells the pods of one version of a template from those of another.
final class TemplateHash {
    static final String LABEL = "pod-template-hash";

    /// Letters that make no words.
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int LENGTH = 10;

    private TemplateHash() {}

    /// @param collisions how often another template had the same hash before; changes the hash
    static String of(Json template, int collisions) {
        // FNV-1a over 64 bits, of the template with its fields in order: the same for the same template,
        // whoever wrote it and however.
        long hash = 0xcbf29ce484222325L;
        for (byte b : (canonical(template) + "#" + collisions).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        var text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt((int) Long.remainderUnsigned(hash, ALPHABET.length())));
            hash = Long.divideUnsigned(hash, ALPHABET.length());
        }
        return text.toString();
    }

    /// Whether a ReplicaSet was made from this template.
    static boolean isMadeFrom(KubeObject replicaSet, Json template) {
        return plain(replicaSet.at("spec", "template")).equals(plain(template));
    }

    private static JsonObject plain(Json template) {
        JsonObject plain = template.object().withoutAt("metadata", "labels", LABEL);
        plain = plain.withoutAt("metadata", "creationTimestamp");
        return plain.at("metadata", "labels").object().isEmpty() ? plain.withoutAt("metadata", "labels") : plain;
    }

    private static String canonical(Json json) {
        return switch (json) {
            case JsonObject object -> {
                var sorted = new TreeMap<String, String>();
                object.forEach((name, value) -> sorted.put(name, canonical(value)));
                yield sorted.toString();
            }
            case JsonArray array ->
                array.values().stream().map(TemplateHash::canonical).toList().toString();
            default -> json.toString();
        };
    }
}
