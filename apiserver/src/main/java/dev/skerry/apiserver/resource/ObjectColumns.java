// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.time.Instant;
import java.util.List;

/// The columns of a kind that has none of its own: its name and when it was made.
public final class ObjectColumns implements TableColumns {
    public static final ObjectColumns COLUMNS = new ObjectColumns();

    private ObjectColumns() {}

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("Name", "string", "name", "Name must be unique within a namespace.", 0),
                new Column("Created At", "date", "", "When the object was created.", 0));
    }

    @Override
    public List<Json> cells(KubeObject object, Instant now) {
        return List.of(Json.of(object.name()), object.at("metadata", "creationTimestamp"));
    }
}
