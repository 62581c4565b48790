// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.agent.volume.Volumes;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.runtime.ImageStore.Credentials;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// Finds the password for an image's registry among a pod's `imagePullSecrets`. A secret that is missing or
/// malformed is passed over: the registry will say what it thinks of that.
final class PullSecrets {
    private static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");
    private static final String DOCKER_HUB = "docker.io";

    private PullSecrets() {}

    static Credentials find(WantedPod pod, String image, ObjectCache cache) {
        String registry = registry(image);
        for (Json reference : pod.spec().at("imagePullSecrets").elements()) {
            var name = new ObjectName(
                    pod.object().namespace(), reference.at("name").text());
            var found = cache.find(SECRETS, name)
                    .map(Volumes::content)
                    .flatMap(PullSecrets::registries)
                    .flatMap(auths -> credentials(auths, registry));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Credentials.NONE;
    }

    /// The registries of a secret of type `kubernetes.io/dockerconfigjson`, or of its older form.
    private static Optional<Json> registries(Map<String, byte[]> secret) {
        byte[] current = secret.get(".dockerconfigjson");
        byte[] older = secret.get(".dockercfg");
        try {
            if (current != null) {
                return Optional.of(JsonReader.read(current).at("auths"));
            }
            return older == null ? Optional.empty() : Optional.of(JsonReader.read(older));
        } catch (JsonException _) {
            // Not the secret that its type says; the pull will fail and show it.
            return Optional.empty();
        }
    }

    private static Optional<Credentials> credentials(Json auths, String registry) {
        for (var entry : auths.object().fields().entrySet()) {
            if (host(entry.getKey()).equals(registry)) {
                return Optional.of(read(entry.getValue()));
            }
        }
        return Optional.empty();
    }

    private static Credentials read(Json entry) {
        String user = entry.at("username").text();
        if (!user.isEmpty()) {
            return new Credentials(user, entry.at("password").text());
        }
        try {
            String[] pair =
                    new String(Base64.getDecoder().decode(entry.at("auth").text()), UTF_8).split(":", 2);
            return pair.length == 2 ? new Credentials(pair[0], pair[1]) : Credentials.NONE;
        } catch (IllegalArgumentException _) {
            // Not base64: as if there were none.
            return Credentials.NONE;
        }
    }

    private static String registry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        return isHost ? host(first) : DOCKER_HUB;
    }

    private static String host(String address) {
        String bare = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return bare.equals("index.docker.io") || bare.equals("registry-1.docker.io") ? DOCKER_HUB : bare;
    }
}
