// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.util.Objects;

/// A JSON string.
public record JsonString(String value) implements Json {
    public JsonString {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
