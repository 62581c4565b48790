// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.table.JsonPath;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is wrong with one version of a definition, apart from its schema.
final class VersionCheck {
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");

    private final List<FieldError> faults = new ArrayList<>();

    private VersionCheck() {}

    static List<FieldError> check(Json version, String path) {
        var check = new VersionCheck();
        check.columns(version.at("additionalPrinterColumns").elements(), path + ".additionalPrinterColumns");
        check.scale(version.at("subresources", "scale"), path + ".subresources.scale");
        List<Json> fields = version.at("selectableFields").elements();
        for (int i = 0; i < fields.size(); i++) {
            check.simplePath(
                    fields.get(i).at("jsonPath"), path + ".selectableFields[" + i + "].jsonPath", List.of("."));
        }
        return check.faults;
    }

    private void columns(List<Json> columns, String path) {
        for (int i = 0; i < columns.size(); i++) {
            Json column = columns.get(i);
            String at = path + "[" + i + "]";
            if (column.at("name").text().isEmpty()) {
                faults.add(FieldError.required(at + ".name", ""));
            }
            if (!COLUMN_TYPES.contains(column.at("type").text())) {
                faults.add(
                        column.at("type").text().isEmpty()
                                ? FieldError.required(at + ".type", "must be one of " + String.join(",", COLUMN_TYPES))
                                : FieldError.invalid(
                                        at + ".type",
                                        column.at("type"),
                                        "must be one of " + String.join(",", COLUMN_TYPES)));
            }
            String jsonPath = column.at("jsonPath").text();
            if (jsonPath.isEmpty()) {
                faults.add(FieldError.required(at + ".jsonPath", ""));
            } else if (parsed(jsonPath).isEmpty()) {
                faults.add(FieldError.invalid(at + ".jsonPath", jsonPath, "is an invalid path"));
            }
        }
    }

    private void scale(Json scale, String path) {
        if (scale.isNull()) {
            return;
        }
        simplePath(scale.at("specReplicasPath"), path + ".specReplicasPath", List.of(".spec."));
        simplePath(scale.at("statusReplicasPath"), path + ".statusReplicasPath", List.of(".status."));
        if (!scale.at("labelSelectorPath").text().isEmpty()) {
            simplePath(scale.at("labelSelectorPath"), path + ".labelSelectorPath", List.of(".status.", ".spec."));
        }
    }

    /// A path of names only, under one of these places.
    private void simplePath(Json jsonPath, String field, List<String> places) {
        String text = jsonPath.text();
        if (text.isEmpty()) {
            faults.add(FieldError.required(field, ""));
        } else if (parsed(text).flatMap(JsonPath::findNames).isEmpty()) {
            faults.add(FieldError.invalid(field, jsonPath, "is an invalid path: only names after dots are allowed"));
        } else if (places.stream().noneMatch(text::startsWith)) {
            String allowed = String.join(
                    " or ",
                    places.stream()
                            .map(place -> place.substring(0, place.length() - 1))
                            .toList());
            faults.add(FieldError.invalid(field, jsonPath, "should be a json path under " + allowed));
        }
    }

    private static Optional<JsonPath> parsed(String text) {
        try {
            return Optional.of(JsonPath.parse(text));
        } catch (IllegalArgumentException _) {
            // The caller says what is wrong in the words of the field.
            return Optional.empty();
        }
    }
}
