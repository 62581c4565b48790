// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.random.RandomGenerator;

/// The volume with everything that a container needs to speak to the API: a token that is renewed, the
/// authority to trust, and the pod's namespace. Clients look for it under a fixed path.
final class TokenVolume {
    static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final String PREFIX = "kube-api-access-";

    /// An hour and a little: the odd number tells the server that the token is one of these.
    private static final long TOKEN_SECONDS = 3607;

    /// No vowels, so that no words appear, and nothing that reads like something else.
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    /// What is in the volume: the same for every pod.
    private static final JsonObject PROJECTED = projected();

    private TokenVolume() {}

    /// The pod with the volume in each container that has nothing of its own at that place.
    static KubeObject mounted(KubeObject pod, RandomGenerator random) {
        boolean isNeeded = List.of("initContainers", "containers").stream()
                .flatMap(kind -> pod.at("spec", kind).elements().stream())
                .anyMatch(container -> !hasMount(container));
        if (!isNeeded) {
            return pod;
        }
        String name = PREFIX + suffix(random);
        KubeObject mounted = pod;
        for (String kind : List.of("initContainers", "containers")) {
            if (pod.at("spec", kind) instanceof JsonArray containers) {
                mounted = mounted.with(containers.map(container -> withMount(container, name)), "spec", kind);
            }
        }
        var volumes = new JsonArray(pod.at("spec", "volumes").elements());
        return mounted.with(volumes.with(volume(name)), "spec", "volumes");
    }

    private static boolean hasMount(Json container) {
        return container.at("volumeMounts").elements().stream()
                .anyMatch(mount -> mount.at("mountPath").text().equals(PATH));
    }

    private static Json withMount(Json container, String volume) {
        if (hasMount(container)) {
            return container;
        }
        var mounts = new JsonArray(container.at("volumeMounts").elements());
        var mount = JsonObject.of("name", volume, "readOnly", true, "mountPath", PATH);
        return container.object().with("volumeMounts", mounts.with(mount));
    }

    private static JsonObject volume(String name) {
        return JsonObject.of("name", name, "projected", PROJECTED);
    }

    private static JsonObject projected() {
        var token = JsonObject.of(
                "serviceAccountToken", JsonObject.of("expirationSeconds", TOKEN_SECONDS, "path", "token"));
        var authority = JsonObject.of(
                "configMap",
                JsonObject.of(
                        "name",
                        "kube-root-ca.crt",
                        "items",
                        JsonArray.of(JsonObject.of("key", "ca.crt", "path", "ca.crt"))));
        var field = JsonObject.of("apiVersion", "v1", "fieldPath", "metadata.namespace");
        var namespace = JsonObject.of(
                "downwardAPI",
                JsonObject.of("items", JsonArray.of(JsonObject.of("path", "namespace", "fieldRef", field))));
        return JsonObject.of("sources", JsonArray.of(token, authority, namespace), "defaultMode", 0644);
    }

    private static String suffix(RandomGenerator random) {
        return random.ints(5, 0, ALPHABET.length())
                .collect(
                        StringBuilder::new, (text, index) -> text.append(ALPHABET.charAt(index)), StringBuilder::append)
                .toString();
    }
}
