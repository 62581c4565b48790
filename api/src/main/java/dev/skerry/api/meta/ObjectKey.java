// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.meta;

/// Which object among all: `core/v1/pods/default/web-0`, or `core/v1/nodes//plant-7` without a namespace.
/// This text names objects between a server and its edge nodes, and in the nodes' databases.
public record ObjectKey(GroupVersionResource resource, ObjectName name) {
    private static final String CORE = "core";

    /// @throws IllegalArgumentException if the text is not a key
    public static ObjectKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 5 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty() || parts[4].isEmpty()) {
            throw new IllegalArgumentException("not the key of an object: " + text);
        }
        String group = parts[0].equals(CORE) ? "" : parts[0];
        return new ObjectKey(new GroupVersionResource(group, parts[1], parts[2]), new ObjectName(parts[3], parts[4]));
    }

    /// What the keys of all objects of a resource begin with.
    public static String prefix(GroupVersionResource resource) {
        String group = resource.group().isEmpty() ? CORE : resource.group();
        return group + "/" + resource.version() + "/" + resource.resource() + "/";
    }

    @Override
    public String toString() {
        return prefix(resource) + name.namespace() + "/" + name.name();
    }
}
