// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.meta;

/// Which object among its kind: `default/web-0`; the namespace is empty for cluster-scoped kinds.
public record ObjectName(String namespace, String name) implements Comparable<ObjectName> {
    public static ObjectName cluster(String name) {
        return new ObjectName("", name);
    }

    @Override
    public int compareTo(ObjectName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
