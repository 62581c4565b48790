// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TransientException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The files of a volume that is made from objects: `configMap`, `secret`, `downwardAPI`, `projected`.
final class ObjectFiles {
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");
    private static final int MODE = 0644;

    private static final long TOKEN_SECONDS = 3600;

    private final ObjectCache cache;
    private final TokenSource tokens;
    private final PodFacts facts;

    ObjectFiles(ObjectCache cache, TokenSource tokens, PodFacts facts) {
        this.cache = cache;
        this.tokens = tokens;
        this.facts = facts;
    }

    /// The files of a volume, by relative path.
    ///
    /// @param volume of one of the four types
    /// @throws TransientException if an object is missing that is not optional
    Map<String, VolumeFile> collect(Json volume) throws InterruptedException {
        var files = new TreeMap<String, VolumeFile>();
        if (!volume.at("projected").isNull()) {
            int mode = volume.at("projected", "defaultMode").intOr(MODE);
            for (Json source : volume.at("projected", "sources").elements()) {
                files.putAll(source(source, mode));
            }
            return files;
        }
        for (String type : new String[] {"configMap", "secret", "downwardAPI"}) {
            Json source = volume.at(type);
            if (!source.isNull()) {
                files.putAll(source(volume, source.at("defaultMode").intOr(MODE)));
            }
        }
        return files;
    }

    private Map<String, VolumeFile> source(Json source, int mode) throws InterruptedException {
        if (!source.at("configMap").isNull()) {
            Json reference = source.at("configMap");
            return fromObject(CONFIG_MAPS, "configmap", reference.at("name").text(), reference, mode);
        }
        if (!source.at("secret").isNull()) {
            Json reference = source.at("secret");
            // A volume says secretName where a projection says name.
            String name = reference.at("secretName").textOr(reference.at("name").text());
            return fromObject(SECRETS, "secret", name, reference, mode);
        }
        if (!source.at("downwardAPI").isNull()) {
            return downward(source.at("downwardAPI", "items"), mode);
        }
        if (!source.at("serviceAccountToken").isNull()) {
            return token(source.at("serviceAccountToken"), mode);
        }
        throw new TransientException("FailedMount", "unknown projected volume source: " + source);
    }

    private Map<String, VolumeFile> fromObject(
            GroupVersionResource resource, String kind, String name, Json reference, int mode) {
        boolean isOptional = reference.at("optional").booleanOr(false);
        var found = cache.find(resource, new ObjectName(facts.pod().namespace(), name));
        if (found.isEmpty()) {
            if (isOptional) {
                return Map.of();
            }
            throw new TransientException("FailedMount", kind + " \"" + name + "\" not found");
        }
        var content = content(found.get().tree());
        var items = reference.at("items").elements();
        var files = new TreeMap<String, VolumeFile>();
        if (items.isEmpty()) {
            content.forEach((key, bytes) -> files.put(key, new VolumeFile(bytes, mode)));
            return files;
        }
        for (Json item : items) {
            String key = item.at("key").text();
            Optional<byte[]> bytes = Optional.ofNullable(content.get(key));
            if (bytes.isPresent()) {
                files.put(
                        path(item), new VolumeFile(bytes.get(), item.at("mode").intOr(mode)));
            } else if (!isOptional) {
                throw new TransientException(
                        "FailedMount",
                        "references non-existent " + (kind.equals("secret") ? kind : "config") + " key: " + key);
            }
        }
        return files;
    }

    /// Everything that a ConfigMap or Secret holds, as bytes.
    static Map<String, byte[]> content(Json object) {
        boolean isSecret = object.at("kind").text().equals("Secret");
        var content = new LinkedHashMap<String, byte[]>();
        object.at("data")
                .object()
                .forEach((key, value) -> content.put(
                        key, isSecret ? decoded(value) : value.text().getBytes(UTF_8)));
        object.at("binaryData").object().forEach((key, value) -> content.put(key, decoded(value)));
        return content;
    }

    private static byte[] decoded(Json value) {
        return Base64.getDecoder().decode(value.text());
    }

    private Map<String, VolumeFile> downward(Json items, int mode) {
        var files = new TreeMap<String, VolumeFile>();
        for (Json item : items.elements()) {
            String text = item.at("fieldRef").isNull()
                    ? DownwardFields.resource(facts, item.at("resourceFieldRef"), "")
                    : DownwardFields.field(
                            facts, item.at("fieldRef", "fieldPath").text());
            files.put(
                    path(item),
                    new VolumeFile(text.getBytes(UTF_8), item.at("mode").intOr(mode)));
        }
        return files;
    }

    private Map<String, VolumeFile> token(Json reference, int mode) throws InterruptedException {
        var token = tokens.token(new TokenSource.Request(
                facts.pod().objectName(),
                facts.pod().uid(),
                facts.pod().at("spec", "serviceAccountName").textOr("default"),
                reference.at("audience").text(),
                reference.at("expirationSeconds").longOr(TOKEN_SECONDS)));
        return Map.of(path(reference), new VolumeFile(token.text().getBytes(UTF_8), mode));
    }

    /// The path a file gets; it must stay inside its volume.
    private static String path(Json item) {
        String text = item.at("path").text();
        Path path = Path.of(text).normalize();
        if (text.isEmpty() || path.isAbsolute() || path.startsWith("..") || text.startsWith("..")) {
            throw new TransientException("FailedMount", "invalid path in a volume: \"" + text + "\"");
        }
        return path.toString();
    }
}
