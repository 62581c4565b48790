// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.agent.volume.DownwardFields;
import dev.skerry.agent.volume.PodFacts;
import dev.skerry.agent.volume.Volumes;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The environment variables of a container. Later ones replace earlier ones; `$(NAME)` in a value stands
/// for what was defined before it.
final class Environment {
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");

    private final ObjectCache cache;
    private final PodFacts facts;
    private final Map<String, String> variables = new LinkedHashMap<>();

    private Environment(ObjectCache cache, PodFacts facts) {
        this.cache = cache;
        this.facts = facts;
    }

    /// @param services variables that every pod has, such as where the API server is
    /// @throws TransientException reason `CreateContainerConfigError` if an object or a key is missing
    static Map<String, String> of(
            WantedContainer container, ObjectCache cache, PodFacts facts, Map<String, String> services) {
        var environment = new Environment(cache, facts);
        environment.variables.putAll(services);
        container.spec().at("envFrom").elements().forEach(environment::addAll);
        for (Json variable : container.spec().at("env").elements()) {
            environment.add(variable, container.name());
        }
        return environment.variables;
    }

    /// `NAME=value` for each.
    static List<String> lines(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    private void addAll(Json from) {
        String prefix = from.at("prefix").text();
        boolean isSecret = !from.at("secretRef").isNull();
        Json reference = isSecret ? from.at("secretRef") : from.at("configMapRef");
        find(isSecret, reference)
                .ifPresent(object -> Volumes.content(object).forEach((key, bytes) -> {
                    // A key that cannot be the name of a variable is left out, as Kubernetes does.
                    if (!key.isEmpty() && key.indexOf('=') < 0) {
                        variables.put(prefix + key, new String(bytes, UTF_8));
                    }
                }));
    }

    private void add(Json variable, String container) {
        String name = variable.at("name").text();
        Json from = variable.at("valueFrom");
        if (from.isNull()) {
            variables.put(name, Expansion.expand(variable.at("value").text(), variables));
        } else if (!from.at("fieldRef").isNull()) {
            variables.put(
                    name,
                    DownwardFields.field(facts, from.at("fieldRef", "fieldPath").text()));
        } else if (!from.at("resourceFieldRef").isNull()) {
            variables.put(name, DownwardFields.resource(facts, from.at("resourceFieldRef"), container));
        } else {
            boolean isSecret = !from.at("secretKeyRef").isNull();
            key(isSecret, isSecret ? from.at("secretKeyRef") : from.at("configMapKeyRef"))
                    .ifPresent(value -> variables.put(name, value));
        }
    }

    private Optional<String> key(boolean isSecret, Json reference) {
        Optional<KubeObject> object = find(isSecret, reference);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        String key = reference.at("key").text();
        Optional<String> value =
                Optional.ofNullable(Volumes.content(object.get()).get(key)).map(bytes -> new String(bytes, UTF_8));
        if (value.isEmpty() && !reference.at("optional").booleanOr(false)) {
            throw missing("couldn't find key " + key + " in " + (isSecret ? "Secret " : "ConfigMap ")
                    + object.get().objectName());
        }
        return value;
    }

    private Optional<KubeObject> find(boolean isSecret, Json reference) {
        String name = reference.at("name").text();
        Optional<KubeObject> found = cache.find(
                isSecret ? SECRETS : CONFIG_MAPS, new ObjectName(facts.pod().namespace(), name));
        if (found.isEmpty() && !reference.at("optional").booleanOr(false)) {
            throw missing((isSecret ? "secret" : "configmap") + " \"" + name + "\" not found");
        }
        return found;
    }

    private static TransientException missing(String message) {
        return new TransientException("CreateContainerConfigError", message);
    }
}
