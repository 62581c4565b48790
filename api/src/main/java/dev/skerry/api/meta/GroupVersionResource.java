// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.meta;

/// Where objects of a kind live in the API: `apps/v1 deployments`. The resource is plural and lower case.
public record GroupVersionResource(String group, String version, String resource) {
    public GroupVersion groupVersion() {
        return new GroupVersion(group, version);
    }

    /// The path of the collection, `/apis/apps/v1/namespaces/default/deployments`; the namespace is empty
    /// for cluster-scoped resources and for all namespaces at once.
    public String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return (namespace.isEmpty() ? root : root + "/namespaces/" + namespace) + "/" + resource;
    }

    @Override
    public String toString() {
        return groupVersion() + " " + resource;
    }
}
