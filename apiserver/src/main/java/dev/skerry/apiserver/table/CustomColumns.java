// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import java.time.Instant;

/// The columns that a CustomResourceDefinition names.
public final class CustomColumns {
    private CustomColumns() {}

    /// @param definitions `additionalPrinterColumns` of a version; name and age where there are none
    /// @throws IllegalArgumentException if a path cannot be read
    public static TableColumns of(Json definitions) {
        if (definitions.elements().isEmpty()) {
            return ControlColumns.nameAndAge();
        }
        var columns = KindColumns.named();
        for (Json definition : definitions.elements()) {
            var column = new TableColumns.Column(
                    definition.at("name").text(),
                    definition.at("type").text(),
                    definition.at("format").text(),
                    definition.at("description").text(),
                    definition.at("priority").intOr(0));
            JsonPath path = JsonPath.parse(definition.at("jsonPath").text());
            columns.column(
                    column,
                    (object, now) -> path.findFirst(object.tree())
                            .map(value -> cell(column.type(), value, now))
                            .orElse(JsonNull.NULL));
        }
        return columns.build();
    }

    /// A value as a cell of a type; nothing where it is not of that type.
    private static Json cell(String type, Json value, Instant now) {
        if (value.isNull()) {
            return value;
        }
        return switch (type) {
            case "integer" -> value instanceof JsonNumber number ? JsonNumber.of(number.longValue()) : JsonNull.NULL;
            case "number" -> value instanceof JsonNumber ? value : JsonNull.NULL;
            case "boolean" -> value instanceof JsonBoolean ? value : JsonNull.NULL;
            case "date" ->
                Json.of(CellText.time(value)
                        .map(time -> CellText.since(java.util.Optional.of(time), now))
                        .orElse("<invalid>"));
            default -> Json.of(CellText.plain(value));
        };
    }
}
