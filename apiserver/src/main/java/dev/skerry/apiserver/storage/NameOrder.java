// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.ObjectName;
import java.util.Comparator;

/// The order in which lists come: that of the texts `namespace/name`, found without making them. A cache that is
/// sorted so needs no text of its own for each object, only the name that the object has anyway.
///
/// It is not the order of [ObjectName], where `plant` stands before `plant-2`: as texts `plant-2/a` stands before
/// `plant/a`, and so does the store.
enum NameOrder implements Comparator<ObjectName> {
    BY_TEXT;

    @Override
    public int compare(ObjectName one, ObjectName other) {
        String namespace = one.namespace();
        String others = other.namespace();
        if (namespace.equals(others)) {
            return one.name().compareTo(other.name());
        }
        if (namespace.isEmpty() || others.isEmpty()) {
            return one.toString().compareTo(other.toString());
        }
        if (namespace.startsWith(others)) {
            return Character.compare(namespace.charAt(others.length()), '/');
        }
        return others.startsWith(namespace)
                ? Character.compare('/', others.charAt(namespace.length()))
                : namespace.compareTo(others);
    }

    /// Stands before every name of a namespace.
    static ObjectName before(String namespace) {
        return new ObjectName(namespace, "");
    }

    /// Stands behind every name of a namespace: no text contains this character.
    static ObjectName behind(String namespace) {
        return new ObjectName(namespace, "\uFFFF");
    }
}
