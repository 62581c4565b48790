// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.foundation.json.Json;

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
    };

    static Door of(String subresource) {
        return switch (subresource) {
            case "status" -> STATUS;
            case "finalize" -> FINALIZE;
            case "approval" -> APPROVAL;
            case "ephemeralcontainers" -> EPHEMERAL_CONTAINERS;
            default -> OBJECT;
        };
    }

    abstract KubeObject through(ServedResource resource, KubeObject old, KubeObject wanted);

    /// The object with one part of another.
    private static KubeObject taking(KubeObject base, KubeObject other, String... path) {
        Json part = other.at(path);
        if (!part.isNull()) {
            return base.with(part, path);
        }
        return base.at(path).isNull() ? base : base.without(path);
    }
}
