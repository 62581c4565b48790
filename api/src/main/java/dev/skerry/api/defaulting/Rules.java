// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import dev.skerry.api.meta.GroupVersionKind;
import java.util.HashMap;
import java.util.Map;

/// A part of the table that tells each kind's defaults.
@FunctionalInterface
interface Rules {
    void addTo(Table table);

    /// Kinds and their fillings, while they are being collected.
    final class Table {
        private final Map<GroupVersionKind, Filling> fillings = new HashMap<>();

        Table put(GroupVersionKind kind, Filling filling) {
            if (fillings.put(kind, filling) != null) {
                throw new IllegalStateException("two sets of defaults for " + kind);
            }
            return this;
        }

        Map<GroupVersionKind, Filling> toMap() {
            return Map.copyOf(fillings);
        }
    }
}
