// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionNotes;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.admission.Mutation;
import dev.skerry.apiserver.chain.ApiRequest;
import java.util.List;
import java.util.Optional;

/// Leads a write through all admission plugins: first each may change the object, in order; when it has
/// been found valid, each may refuse it.
public record Admission(List<AdmissionPlugin> plugins) {
    public Admission {
        plugins = List.copyOf(plugins);
    }

    /// What a call asks to be done to an object.
    ///
    /// @param name of the object, which a URL does not know for one that is created
    public static AdmissionRequest request(
            ApiCall call,
            Operation operation,
            String name,
            Optional<KubeObject> object,
            Optional<KubeObject> old,
            boolean isDryRun) {
        return new AdmissionRequest(
                call.identity(),
                operation,
                call.groupVersionResource(),
                call.resource().kind(),
                call.info().subresource(),
                call.namespace(),
                name,
                object,
                old,
                WrittenOptions.of(call, operation),
                isDryRun,
                notes(call.request()));
    }

    private static AdmissionNotes notes(ApiRequest request) {
        return new AdmissionNotes() {
            @Override
            public void warn(String text) {
                request.warnings().add(text);
            }

            @Override
            public void annotate(String key, String value) {
                request.annotations().put(key, value);
            }
        };
    }

    KubeObject mutate(AdmissionRequest request, KubeObject object) {
        List<Mutation> mutations =
                plugins.stream().map(plugin -> plugin.begin(request)).toList();
        KubeObject changed = object;
        for (Mutation mutation : mutations) {
            changed = mutation.first(request.withObject(changed), changed);
        }
        if (mutations.stream().anyMatch(Mutation::wantsAnotherRound)) {
            for (Mutation mutation : mutations) {
                changed = mutation.again(request.withObject(changed), changed);
            }
        }
        return changed;
    }

    public void validate(AdmissionRequest request) {
        plugins.forEach(plugin -> plugin.validate(request));
    }
}
