// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// What holds for ConfigMaps and Secrets.
final class ConfigChecks {
    private static final int BYTES_MAX = 1 << 20;
    private static final String SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";

    private ConfigChecks() {}

    static void configMap(Place object) {
        Place binary = object.at("binaryData");
        long bytes = 0;
        for (String key : object.at("data").keys()) {
            Place entry = object.at("data").entry(key);
            key(entry, key);
            if (binary.value().object().has(key)) {
                entry.report(FieldError.invalid(entry.path(), key, "duplicate of key present in binaryData"));
            }
            bytes += entry.text().getBytes(StandardCharsets.UTF_8).length;
        }
        for (String key : binary.keys()) {
            key(binary.entry(key), key);
            bytes += decodedLength(binary.entry(key).text());
        }
        if (bytes > BYTES_MAX) {
            object.report(FieldError.tooLong("", BYTES_MAX));
        }
    }

    static void configMapUpdate(Place object, Json old) {
        frozen(object, old, List.of("data", "binaryData"));
    }

    static void secret(Place object) {
        Place data = object.at("data");
        long bytes = 0;
        for (String key : data.keys()) {
            key(data.entry(key), key);
            bytes += decodedLength(data.entry(key).text());
        }
        if (bytes > BYTES_MAX) {
            object.report(FieldError.tooLong("data", BYTES_MAX));
        }
        switch (object.at("type").text()) {
            case "kubernetes.io/service-account-token" -> {
                Place annotations = object.at("metadata", "annotations");
                annotations.entry(SERVICE_ACCOUNT_NAME).isThere("");
            }
            case "kubernetes.io/dockercfg" -> json(data, ".dockercfg");
            case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson");
            case "kubernetes.io/basic-auth" -> {
                boolean hasEither = data.value().object().has("username")
                        || data.value().object().has("password");
                if (!hasEither) {
                    data.entry("username").required("");
                    data.entry("password").required("");
                }
            }
            case "kubernetes.io/ssh-auth" -> data.entry("ssh-privatekey").isThere("");
            case "kubernetes.io/tls" -> {
                for (String key : List.of("tls.crt", "tls.key")) {
                    if (!data.value().object().has(key)) {
                        data.entry(key).required("");
                    }
                }
            }
            default -> {}
        }
    }

    static void secretUpdate(Place object, Json old) {
        object.at("type").unchanged(old.at("type"));
        frozen(object, old, List.of("data"));
    }

    /// What was declared unchangeable stays as it is, and stays declared so.
    private static void frozen(Place object, Json old, List<String> fields) {
        if (!old.at("immutable").booleanOr(false)) {
            return;
        }
        if (!object.at("immutable").value().booleanOr(false)) {
            object.at("immutable").forbidden("field is immutable when `immutable` is set");
        }
        for (String field : fields) {
            if (!object.value().at(field).object().equals(old.at(field).object())) {
                object.at(field).forbidden("field is immutable when `immutable` is set");
            }
        }
    }

    private static void key(Place entry, String key) {
        Names.configKey(key).forEach(message -> entry.report(FieldError.invalid(entry.path(), key, message)));
    }

    private static void json(Place data, String key) {
        if (!data.entry(key).isThere("")) {
            return;
        }
        try {
            JsonReader.read(Base64.getMimeDecoder().decode(data.entry(key).text()));
        } catch (JsonException | IllegalArgumentException e) {
            data.entry(key)
                    .report(FieldError.invalid(
                            data.entry(key).path(), "<secret contents redacted>", String.valueOf(e.getMessage())));
        }
    }

    private static long decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4L * 3 - padding;
    }
}
