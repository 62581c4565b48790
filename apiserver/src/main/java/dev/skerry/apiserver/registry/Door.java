// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Which part of an object a write can reach, by the path it comes through. The rest stays as it was.
enum Door {
    /// The object's own path: everything but the status.
    OBJECT {
        @Override
        KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted) {
            KubeObject fresh = resource.hasStatus() ? taking(wanted, old, "status") : wanted;
            return resource.is(Trait.HAS_SPEC_FINALIZERS) ? taking(fresh, old, "spec", "finalizers") : fresh;
        }
    },
    /// `/status`: the status and, for built-in kinds, metadata.
    STATUS {
        @Override
        KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted) {
            KubeObject fresh = taking(old, wanted, "status");
            return resource.is(Trait.CUSTOM)
                    ? taking(fresh, wanted, "metadata", "managedFields")
                    : taking(fresh, wanted, "metadata");
        }
    },
    /// `namespaces/finalize`: what must still be done before the namespace may go.
    FINALIZE {
        @Override
        KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted) {
            return taking(taking(old, wanted, "spec", "finalizers"), wanted, "metadata", "managedFields");
        }
    },
    /// `certificatesigningrequests/approval`: who said yes or no, and metadata.
    APPROVAL {
        @Override
        KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted) {
            return taking(taking(old, wanted, "status", "conditions"), wanted, "metadata");
        }
    },
    /// `pods/ephemeralcontainers`: containers added to look at a pod.
    EPHEMERAL_CONTAINERS {
        @Override
        KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted) {
            return taking(taking(old, wanted, "spec", "ephemeralContainers"), wanted, "metadata", "managedFields");
        }
    },
    /// `pods/resize`: how much processor and memory the containers get, and how that is to be brought to them.
    RESIZE {
        @Override
        KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted) {
            KubeObject fresh = taking(old, wanted, "spec", "resources");
            for (String list : List.of("containers", "initContainers")) {
                fresh = resized(fresh, wanted, list);
            }
            return taking(fresh, wanted, "metadata", "managedFields");
        }
    };

    static Door of(String subresource) {
        return switch (subresource) {
            case "status" -> STATUS;
            case "finalize" -> FINALIZE;
            case "approval" -> APPROVAL;
            case "ephemeralcontainers" -> EPHEMERAL_CONTAINERS;
            case "resize" -> RESIZE;
            default -> OBJECT;
        };
    }

    abstract KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted);

    /// Others than those that are there are let through, to be refused for what they are.
    private static KubeObject resized(KubeObject old, KubeObject wanted, String list) {
        List<Json> before = old.at("spec", list).elements();
        List<Json> after = wanted.at("spec", list).elements();
        if (!names(before).equals(names(after))) {
            return taking(old, wanted, "spec", list);
        }
        if (before.isEmpty()) {
            return old;
        }
        var containers = new ArrayList<Json>();
        for (int i = 0; i < before.size(); i++) {
            JsonObject container = before.get(i).object();
            for (String field : List.of("resources", "resizePolicy")) {
                Json value = after.get(i).at(field);
                container = value.isNull() ? container.without(field) : container.with(field, value);
            }
            containers.add(container);
        }
        return old.with(new JsonArray(containers), "spec", list);
    }

    private static List<Json> names(List<Json> containers) {
        return containers.stream().map(container -> container.at("name")).toList();
    }

    /// The object with one part of another.
    private static KubeObject taking(KubeObject base, KubeObject other, String... path) {
        Json part = other.at(path);
        if (!part.isNull()) {
            return base.with(part, path);
        }
        return base.at(path).isNull() ? base : base.without(path);
    }
}
