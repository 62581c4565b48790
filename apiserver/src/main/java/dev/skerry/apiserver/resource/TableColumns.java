// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// What people are shown of a kind's objects: the columns of `kubectl get`.
public interface TableColumns {
    /// One column.
    ///
    /// @param type `string`, `integer`, `number`, `boolean` or `date`
    /// @param format `name` for the column that names the object; else usually empty
    /// @param priority 0 for what is always shown, more for what only `-o wide` shows
    record Column(String name, String type, String format, String description, int priority) {}

    List<Column> columns();

    /// A cell for each column, in order.
    ///
    /// @param now for ages, which the server writes out
    List<Json> cells(KubeObject object, Instant now);

    /// What clients should know of the row, such as that the object is done with; usually nothing.
    default List<JsonObject> conditions(KubeObject object) {
        return List.of();
    }
}
