// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.servers;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;

/// Makes the stored endpoints what they shall be, and writes nothing if they are. What people added to these
/// objects stays.
record EndpointsWriter(KubeClient client) {
    private static final GroupVersionResource ENDPOINTS = new GroupVersionResource("", "v1", "endpoints");

    void write(ServiceEndpoints wanted) {
        put(ENDPOINTS, wanted.endpoints(), "subsets");
        for (KubeObject slice : wanted.slices()) {
            var found = client.find(Resources.ENDPOINT_SLICES, slice.objectName());
            // A slice cannot change the family of its addresses.
            if (found.isPresent() && !found.get().at("addressType").equals(slice.at("addressType"))) {
                client.delete(
                        Resources.ENDPOINT_SLICES,
                        slice.objectName(),
                        Deletion.background(found.get().uid()));
            }
            put(Resources.ENDPOINT_SLICES, slice, "endpoints", "ports");
        }
        clearSurplus(wanted.slices().stream().map(KubeObject::name).toList());
        pointService(wanted.endpoints());
    }

    /// Slices of ours that are no longer needed; what people made for this Service they named otherwise.
    private void clearSurplus(List<String> wanted) {
        String ours = ServiceEndpoints.SERVICE_LABEL + "=" + ServiceEndpoints.NAME;
        var slices = client.list(new Scope(Resources.ENDPOINT_SLICES, ServiceEndpoints.NAMESPACE, ours, ""));
        for (KubeObject slice : slices.items()) {
            boolean isNumbered = slice.name().matches(ServiceEndpoints.NAME + "-[0-9]+");
            if (isNumbered && !wanted.contains(slice.name())) {
                client.delete(Resources.ENDPOINT_SLICES, slice.objectName(), Deletion.background(slice.uid()));
            }
        }
    }

    /// The Service leads to the port that servers listen on.
    private void pointService(KubeObject endpoints) {
        var found = client.find(Resources.SERVICES, endpoints.objectName());
        Json port = endpoints
                .at("subsets")
                .elements()
                .getFirst()
                .at("ports")
                .elements()
                .getFirst()
                .at("port");
        if (found.isEmpty() || found.get().at("spec", "ports").elements().size() != 1) {
            return;
        }
        var only = found.get().at("spec", "ports").elements().getFirst().object();
        if (!only.at("targetPort").equals(port)) {
            client.update(
                    Resources.SERVICES,
                    found.get().with(Json.of(List.of(only.with("targetPort", port))), "spec", "ports"));
        }
    }

    private void put(GroupVersionResource resource, KubeObject wanted, String... fields) {
        Optional<KubeObject> found = client.find(resource, wanted.objectName());
        if (found.isEmpty()) {
            client.create(resource, wanted);
            return;
        }
        KubeObject changed = found.get();
        for (String field : fields) {
            changed = changed.with(wanted.at(field), field);
        }
        for (var label : wanted.labels().entrySet()) {
            changed = changed.withLabel(label.getKey(), label.getValue());
        }
        if (!changed.equals(found.get())) {
            client.update(resource, changed);
        }
    }
}
