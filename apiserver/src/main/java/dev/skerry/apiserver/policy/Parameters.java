// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;

/// Finds the objects that a binding hands to its policy.
record Parameters(ObjectSource objects, ResourceCatalog catalog) {
    /// The objects, each to be used in a turn of its own.
    sealed interface Found {
        /// @param all one empty element where the policy has no parameters
        record Params(List<Optional<KubeObject>> all) implements Found {}

        record Failed(String why) implements Found {}
    }

    Found find(KubeObject policy, KubeObject binding, String requestNamespace) {
        Json kind = policy.at("spec", "paramKind");
        Json reference = binding.at("spec", "paramRef");
        if (kind.isNull() || reference.isNull()) {
            return new Found.Params(List.of(Optional.empty()));
        }
        GroupVersion version = GroupVersion.parse(kind.at("apiVersion").text());
        Optional<ServedResource> resource = catalog.all().stream()
                .filter(served -> served.kind().groupVersion().equals(version)
                        && served.kind().kind().equals(kind.at("kind").text()))
                .findFirst();
        if (resource.isEmpty()) {
            return new Found.Failed("failed to configure policy: failed to find resource referenced by paramKind: '"
                    + version + ", Kind=" + kind.at("kind").text() + "'");
        }
        return find(resource.get(), reference, requestNamespace);
    }

    private Found find(ServedResource resource, Json reference, String requestNamespace) {
        String namespace = "";
        if (resource.type().isNamespaced()) {
            namespace = reference.at("namespace").textOr(requestNamespace);
            if (namespace.isEmpty()) {
                return new Found.Failed("failed to configure binding: cannot use namespaced paramRef in policy binding"
                        + " that matches cluster-scoped resources");
            }
        } else if (!reference.at("namespace").text().isEmpty()) {
            return new Found.Failed("failed to configure binding: paramRef.namespace must not be provided for a"
                    + " cluster-scoped `paramKind`");
        }
        List<KubeObject> found = found(resource, reference, namespace);
        if (found.isEmpty()) {
            boolean isAllowed = reference.at("parameterNotFoundAction").text().equals("Allow");
            return isAllowed
                    ? new Found.Params(List.of())
                    : new Found.Failed("failed to configure binding: no params found for policy binding with `Deny`"
                            + " parameterNotFoundAction");
        }
        return new Found.Params(found.stream()
                .map(param -> Optional.of(resource.rules().converted(param)))
                .toList());
    }

    private List<KubeObject> found(ServedResource resource, Json reference, String namespace) {
        String name = reference.at("name").text();
        String plural = resource.resource().resource();
        if (!name.isEmpty()) {
            return objects.find(resource.storageGroup(), plural, new ObjectName(namespace, name)).stream()
                    .toList();
        }
        LabelSelector selector = LabelSelector.read(reference.at("selector"));
        return objects.list(resource.storageGroup(), plural, namespace).stream()
                .filter(selector::matches)
                .toList();
    }
}
