// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.util.Optional;

/// A write for tests, built step by step; JSON has its quotes written singly.
record AdmissionCase(
        Identity identity,
        Operation operation,
        String resource,
        Optional<KubeObject> object,
        Optional<KubeObject> old) {

    static AdmissionCase of(Operation operation, String resource) {
        return new AdmissionCase(Identity.of("jane"), operation, resource, Optional.empty(), Optional.empty());
    }

    AdmissionCase by(Identity who) {
        return new AdmissionCase(who, operation, resource, object, old);
    }

    AdmissionCase object(String json) {
        return new AdmissionCase(identity, operation, resource, Optional.of(ObjectTable.object(json)), old);
    }

    AdmissionCase old(String json) {
        return new AdmissionCase(identity, operation, resource, object, Optional.of(ObjectTable.object(json)));
    }

    /// @return what the plugins are given; the resource is `pods`, `pods/status` or `leases.group`
    AdmissionRequest request() {
        String[] parts = resource.split("/", 2);
        int dot = parts[0].indexOf('.');
        var version = new GroupVersion(dot < 0 ? "" : parts[0].substring(dot + 1), "v1");
        var present = object.or(() -> old).orElseThrow();
        return new AdmissionRequest(
                identity,
                operation,
                version.resource(dot < 0 ? parts[0] : parts[0].substring(0, dot)),
                version.kind(present.kind().kind()),
                parts.length > 1 ? parts[1] : "",
                present.namespace(),
                present.name(),
                object,
                old,
                JsonObject.EMPTY,
                false,
                AdmissionNotes.NONE);
    }

    KubeObject mutatedBy(AdmissionPlugin plugin) {
        return plugin.mutate(request(), object.orElseThrow());
    }

    /// Empty if the plugin lets it pass.
    String refusalBy(AdmissionPlugin plugin) {
        try {
            plugin.validate(request());
            return "";
        } catch (dev.skerry.api.meta.StatusException refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }
}
