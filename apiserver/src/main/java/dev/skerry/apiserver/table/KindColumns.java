// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The columns of one kind, each with the way to fill its cells.
final class KindColumns implements TableColumns {
    private final List<Column> columns;
    private final List<Cell> cells;
    private final Function<KubeObject, List<JsonObject>> conditions;

    private KindColumns(Builder builder) {
        columns = List.copyOf(builder.columns);
        cells = List.copyOf(builder.cells);
        conditions = builder.conditions;
    }

    /// What stands in a column for an object at a time.
    @FunctionalInterface
    interface Cell {
        Json of(KubeObject object, Instant now);
    }

    /// Columns that begin with the object's name.
    static Builder named() {
        return new Builder()
                .column(
                        new Column("Name", "string", "name", "Name of the object", 0),
                        (object, _) -> Json.of(object.name()));
    }

    static Builder builder() {
        return new Builder();
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public List<Json> cells(KubeObject object, Instant now) {
        return cells.stream().map(cell -> cell.of(object, now)).toList();
    }

    @Override
    public List<JsonObject> conditions(KubeObject object) {
        return conditions.apply(object);
    }

    /// Adds columns from left to right.
    static final class Builder {
        private final List<Column> columns = new ArrayList<>();
        private final List<Cell> cells = new ArrayList<>();
        private Function<KubeObject, List<JsonObject>> conditions = _ -> List.of();

        Builder column(Column column, Cell cell) {
            columns.add(column);
            cells.add(cell);
            return this;
        }

        Builder text(String name, Function<KubeObject, String> text) {
            return column(new Column(name, "string", "", "", 0), (object, _) -> Json.of(text.apply(object)));
        }

        /// A text column that only `-o wide` shows.
        Builder wide(String name, Function<KubeObject, String> text) {
            return column(new Column(name, "string", "", "", 1), (object, _) -> Json.of(text.apply(object)));
        }

        /// The plain text or number under a path, empty where absent.
        Builder field(String name, String path) {
            String[] steps = path.split("\\.", -1);
            return text(name, object -> CellText.orElse(object.at(steps), ""));
        }

        Builder wideField(String name, String path, String absent) {
            String[] steps = path.split("\\.", -1);
            return wide(name, object -> CellText.orElse(object.at(steps), absent));
        }

        /// A yes or no.
        Builder flag(String name, Function<KubeObject, Boolean> flag) {
            return column(new Column(name, "boolean", "", "", 0), (object, _) -> Json.of(flag.apply(object)));
        }

        Builder number(String name, Function<KubeObject, Long> number) {
            return column(new Column(name, "integer", "", "", 0), (object, _) -> Json.of(number.apply(object)));
        }

        /// The whole number under a path, 0 where absent.
        Builder count(String name, String path) {
            String[] steps = path.split("\\.", -1);
            return number(name, object -> object.at(steps).longOr(0));
        }

        Builder age() {
            return column(
                    new Column("Age", "string", "", "Time since the object was created", 0),
                    (object, now) -> Json.of(CellText.age(object, now)));
        }

        Builder createdAt() {
            return column(
                    new Column("Created At", "date", "", "When the object was created", 0),
                    (object, _) -> object.at("metadata", "creationTimestamp"));
        }

        Builder conditions(Function<KubeObject, List<JsonObject>> conditions) {
            this.conditions = conditions;
            return this;
        }

        KindColumns build() {
            return new KindColumns(this);
        }
    }
}
