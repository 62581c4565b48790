// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import org.jspecify.annotations.Nullable;

/// Where a value stands in an object: `spec.containers[0].name`. Every value of every object is walked past,
/// and next to none is ever reported, so a step costs one small object and the text is made when it is read.
public final class FieldPath {
    /// The object itself; its text is empty.
    public static final FieldPath ROOT = new FieldPath(null, "", -1);

    private final @Nullable FieldPath above;
    private final String name;
    private final int index;

    /// @param index of an element; -1 for a field, -2 for an entry of a map
    private FieldPath(@Nullable FieldPath above, String name, int index) {
        this.above = above;
        this.name = name;
        this.index = index;
    }

    public FieldPath field(String field) {
        return new FieldPath(this, field, -1);
    }

    /// An entry of a map, named by its key: `limits[cpu]`.
    public FieldPath entry(String key) {
        return new FieldPath(this, key, -2);
    }

    public FieldPath element(int position) {
        return new FieldPath(this, "", position);
    }

    public boolean isRoot() {
        return above == null;
    }

    /// The last field's name or entry's key; empty for an element.
    public String last() {
        return name;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        writeTo(text);
        return text.toString();
    }

    private void writeTo(StringBuilder text) {
        if (above == null) {
            return;
        }
        above.writeTo(text);
        switch (index) {
            case -1 -> text.append(text.isEmpty() ? "" : ".").append(name);
            case -2 -> text.append('[').append(name).append(']');
            default -> text.append('[').append(index).append(']');
        }
    }
}
