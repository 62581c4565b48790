// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.validation.FieldError;
import dev.skerry.api.validation.Validation;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/// Takes what a webhook made of an object: its content, labels and annotations. The rest of the metadata is
/// the server's and stays as it was.
final class ConvertedObject {
    private static final List<String> CONVERTIBLE = List.of("labels", "annotations");

    private ConvertedObject() {}

    /// A webhook's answer that cannot be taken.
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        private final String part;

        private Unfit(String part, String message) {
            super(message);
            this.part = part;
        }

        /// What is wrong with it.
        String part() {
            return part;
        }
    }

    static KubeObject accept(KubeObject original, Json answer, String apiVersion) throws Unfit {
        var converted = new KubeObject(answer.object());
        GroupVersionKind kind = original.kind();
        demandSame("invalid groupVersion, expected=%s, got=%s", apiVersion, text(answer, "apiVersion"));
        demandSame("invalid kind, expected=%s, got=%s", kind.kind(), text(answer, "kind"));
        demandSame("must have the same name: %s != %s", original.name(), converted.name());
        demandSame("must have the same namespace: %s != %s", original.namespace(), converted.namespace());
        demandSame("must have the same UID: %s != %s", original.uid(), converted.uid());
        JsonObject metadata = original.at("metadata").object();
        for (String field : CONVERTIBLE) {
            Json value = converted.at("metadata", field);
            metadata = value.isNull() ? metadata.without(field) : metadata.with(field, value);
        }
        KubeObject result = converted.with(metadata, "metadata");
        demandSound(result);
        return result;
    }

    private static String text(Json answer, String field) {
        return answer.at(field).text();
    }

    private static void demandSame(String message, String expected, String got) throws Unfit {
        if (!expected.equals(got)) {
            throw new Unfit("converted object", message.formatted(expected, got));
        }
    }

    private static void demandSound(KubeObject object) throws Unfit {
        var scope = object.namespace().isEmpty() ? ResourceType.Scope.CLUSTER : ResourceType.Scope.NAMESPACED;
        String faults = Validation.createMetadata(object.kind(), object, scope).stream()
                .filter(fault ->
                        CONVERTIBLE.stream().anyMatch(field -> fault.field().startsWith("metadata." + field)))
                .map(FieldError::toString)
                .collect(Collectors.joining(", "));
        if (!faults.isEmpty()) {
            throw new Unfit("metadata in object", faults);
        }
    }
}
