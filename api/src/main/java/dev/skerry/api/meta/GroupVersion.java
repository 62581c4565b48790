// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.meta;

/// An API group and version; the core group is the empty string. Written `apps/v1`, or `v1` for core.
public record GroupVersion(String group, String version) {
    /// @param apiVersion as objects carry it: `v1`, `apps/v1`
    public static GroupVersion parse(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? new GroupVersion("", apiVersion)
                : new GroupVersion(apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
    }

    public GroupVersionKind kind(String kind) {
        return new GroupVersionKind(group, version, kind);
    }

    public GroupVersionResource resource(String resource) {
        return new GroupVersionResource(group, version, resource);
    }

    @Override
    public String toString() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
