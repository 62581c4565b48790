// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.meta;

/// What an object is: `apps/v1 Deployment`.
public record GroupVersionKind(String group, String version, String kind) {
    public static GroupVersionKind of(String apiVersion, String kind) {
        return GroupVersion.parse(apiVersion).kind(kind);
    }

    public GroupVersion groupVersion() {
        return new GroupVersion(group, version);
    }

    public String apiVersion() {
        return groupVersion().toString();
    }

    @Override
    public String toString() {
        return apiVersion() + " " + kind;
    }
}
