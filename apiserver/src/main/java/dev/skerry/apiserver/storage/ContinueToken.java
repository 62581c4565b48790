// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Where a list in pages goes on: at which revision, and behind which key.
///
/// @param revision [#INCONSISTENT] to go on with things as they are now
/// @param start the first key that is wanted, relative to the listed namespace
record ContinueToken(long revision, String start) {
    static final long INCONSISTENT = -1;

    private static final String VERSION = "meta.k8s.io/v1";

    /// The token for what comes behind a key.
    static ContinueToken behind(long revision, String key) {
        return new ContinueToken(revision, key + "\0");
    }

    static ContinueToken parse(String text) {
        byte[] decoded;
        try {
            decoded = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw invalid("illegal base64 data");
        }
        Json json;
        try {
            json = JsonReader.read(decoded);
        } catch (JsonException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        if (!json.at("v").text().equals(VERSION)) {
            throw invalid("server does not recognize this encoded version "
                    + json.at("v").text());
        }
        if (json.at("rv").longOr(0) == 0) {
            throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }
        if (json.at("start").text().isEmpty()) {
            throw invalid("encoded start key empty (version meta.k8s.io/v1)");
        }
        return new ContinueToken(json.at("rv").longOr(0), json.at("start").text());
    }

    String text() {
        var json = JsonObject.of("v", VERSION, "rv", revision, "start", start);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JsonWriter.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static StatusException invalid(String why) {
        return StatusException.badRequest("invalid continue token: continue key is not valid: " + why);
    }
}
