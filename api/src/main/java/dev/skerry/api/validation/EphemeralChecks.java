// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What holds for the ephemeral containers of a Pod: they are for looking at it, so nothing may depend on
/// them, and what was added stays as it is.
final class EphemeralChecks {
    private static final String NOT_HERE = "cannot be set for an Ephemeral Container";

    /// All that such a container may say; `targetContainerName` is its own.
    private static final Set<String> ALLOWED = Set.of(
            "name",
            "image",
            "command",
            "args",
            "workingDir",
            "envFrom",
            "env",
            "volumeMounts",
            "volumeDevices",
            "terminationMessagePath",
            "terminationMessagePolicy",
            "imagePullPolicy",
            "securityContext",
            "stdin",
            "stdinOnce",
            "tty",
            "targetContainerName");

    private EphemeralChecks() {}

    /// @param volumes the names of the Pod's volumes
    static void check(Place spec, Set<String> volumes) {
        var others = new HashSet<String>();
        ContainerChecks.all(spec)
                .forEach(container -> others.add(container.at("name").text()));
        var names = new HashSet<>(others);
        for (Place container : spec.at("ephemeralContainers").elements()) {
            ContainerChecks.check(container, volumes);
            Place name = container.at("name");
            if (!name.isEmpty() && !names.add(name.text())) {
                name.duplicate();
            }
            Place target = container.at("targetContainerName");
            if (!target.isEmpty() && !others.contains(target.text())) {
                target.report(FieldError.notFound(target.path(), target.value()));
            }
            for (String field : container.keys()) {
                if (!ALLOWED.contains(field) && !container.at(field).isEmpty()) {
                    container.at(field).forbidden(NOT_HERE);
                }
            }
            for (Place mount : container.at("volumeMounts").elements()) {
                for (String field : List.of("subPath", "subPathExpr")) {
                    if (!mount.at(field).isEmpty()) {
                        mount.at(field).forbidden(NOT_HERE);
                    }
                }
            }
        }
    }

    static void notOnCreate(Place spec) {
        if (!spec.at("ephemeralContainers").isEmpty()) {
            spec.at("ephemeralContainers").forbidden("cannot be set on create");
        }
    }

    static void notInTemplate(Place spec) {
        if (!spec.at("ephemeralContainers").isEmpty()) {
            spec.at("ephemeralContainers").forbidden("ephemeral containers not allowed in pod template");
        }
    }

    /// `pods/ephemeralcontainers`: others may come, those that are there stay.
    static void update(Place pod, Json old) {
        if (PodChecks.isMirror(old)) {
            pod.report(FieldError.forbidden("", "static pods do not support ephemeral containers"));
            return;
        }
        Place all = pod.at("spec", "ephemeralContainers");
        for (Json before : old.at("spec", "ephemeralContainers").elements()) {
            String quoted = "\"" + before.at("name").text() + "\"";
            // A patch does not keep their order.
            List<Json> now = all.value().elements().stream()
                    .filter(one -> one.at("name").equals(before.at("name")))
                    .toList();
            if (now.isEmpty()) {
                all.forbidden("existing ephemeral containers " + quoted + " may not be removed\n");
            } else if (!now.contains(before)) {
                all.forbidden("existing ephemeral containers " + quoted + " may not be changed\n");
            }
        }
    }
}
