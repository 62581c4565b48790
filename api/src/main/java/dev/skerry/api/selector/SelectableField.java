// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNumber;
import java.util.Arrays;
import java.util.List;

/// A field that objects of a kind may be chosen by.
///
/// @param label what selectors call it
/// @param paths where its value is; the first that holds something counts
/// @param absent what an object without the field is taken to have
record SelectableField(String label, List<String[]> paths, String absent) {
    static SelectableField of(String label) {
        return at(label, label);
    }

    static SelectableField at(String label, String... paths) {
        return new SelectableField(
                label, Arrays.stream(paths).map(path -> path.split("\\.", -1)).toList(), "");
    }

    SelectableField orElse(String value) {
        return new SelectableField(label, paths, value);
    }

    String value(KubeObject object) {
        for (String[] path : paths) {
            String text = text(object.at(path));
            if (!text.isEmpty()) {
                return text;
            }
        }
        return absent;
    }

    private static String text(Json value) {
        return value instanceof JsonBoolean || value instanceof JsonNumber ? value.toString() : value.text();
    }
}
