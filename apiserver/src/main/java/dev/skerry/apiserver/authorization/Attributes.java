// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.security.identity.Identity;
import java.util.Map;

/// What somebody wants to do, as far as rights are concerned.
///
/// @param verb `get list watch create update patch delete deletecollection` or a special verb; for other
///     paths the lower-case HTTP method
/// @param group, resource, subresource, namespace, name empty where they do not apply
/// @param fields that the field selector of a list fixes to one value
/// @param path set for requests that are not for a resource (`/healthz`), else empty
public record Attributes(
        Identity identity,
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path,
        Map<String, String> fields) {
    public Attributes {
        fields = Map.copyOf(fields);
    }

    /// For what selects nothing by fields.
    public Attributes(
            Identity identity,
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {
        this(identity, verb, group, version, resource, subresource, namespace, name, path, Map.of());
    }

    public boolean isResource() {
        return path.isEmpty();
    }

    /// `pods/log`, as RBAC rules write it.
    public String resourceWithSubresource() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
}
