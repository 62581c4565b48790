// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/// One thing that is wrong with an object, in the grammar that clients print and match:
/// `spec.replicas: Invalid value: -1: must be greater than or equal to 0`.
///
/// @param field where, as `spec.containers[0].name`
/// @param value what stands there; [JsonNull] where there is nothing to show
/// @param detail why it is wrong; may be empty
public record FieldError(Type type, String field, Json value, String detail) {
    /// What kind of wrong, with the words the wire has for it.
    public enum Type {
        REQUIRED("FieldValueRequired", "Required value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        /// The value is too large to be shown.
        INVALID_WHOLE("FieldValueInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        NOT_FOUND("FieldValueNotFound", "Not found"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value");

        private final String reason;
        private final String words;

        Type(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        /// The reason of a cause in a Status.
        public String reason() {
            return reason;
        }
    }

    public static FieldError required(String field, String detail) {
        return new FieldError(Type.REQUIRED, field, JsonNull.NULL, detail);
    }

    public static FieldError invalid(String field, Json value, String detail) {
        return new FieldError(Type.INVALID, field, value, detail);
    }

    public static FieldError invalid(String field, String value, String detail) {
        return new FieldError(Type.INVALID, field, new JsonString(value), detail);
    }

    public static FieldError invalid(String field, long value, String detail) {
        return new FieldError(Type.INVALID, field, Json.of(value), detail);
    }

    /// The same for an object or a list, which the message does not show.
    public static FieldError invalidWhole(String field, String detail) {
        return new FieldError(Type.INVALID_WHOLE, field, JsonNull.NULL, detail);
    }

    public static FieldError forbidden(String field, String detail) {
        return new FieldError(Type.FORBIDDEN, field, JsonNull.NULL, detail);
    }

    public static FieldError duplicate(String field, Json value) {
        return new FieldError(Type.DUPLICATE, field, value, "");
    }

    public static FieldError notFound(String field, Json value) {
        return new FieldError(Type.NOT_FOUND, field, value, "");
    }

    /// A text or a whole of more bytes than may be.
    public static FieldError tooLong(String field, long bytesMax) {
        return new FieldError(Type.TOO_LONG, field, JsonNull.NULL, "may not be more than " + bytesMax + " bytes");
    }

    /// A list of more items than may be.
    public static FieldError tooMany(String field, long count, long countMax) {
        return new FieldError(
                Type.TOO_MANY,
                field,
                Json.of(count),
                "must have at most " + countMax + " item" + (countMax == 1 ? "" : "s"));
    }

    /// A value that is none of the known words.
    public static FieldError notSupported(String field, Json value, Collection<String> supported) {
        String words = supported.stream()
                .sorted()
                .map(word -> new JsonString(word).toString())
                .collect(Collectors.joining(", "));
        return new FieldError(Type.NOT_SUPPORTED, field, value, words.isEmpty() ? "" : "supported values: " + words);
    }

    /// The message without the field: `Invalid value: -1: must be …`.
    public String message() {
        var text = new StringBuilder(type.words);
        boolean showsValue = switch (type) {
            case REQUIRED, FORBIDDEN, TOO_LONG, INVALID_WHOLE -> false;
            case INVALID, NOT_SUPPORTED, DUPLICATE, NOT_FOUND, TOO_MANY, TYPE_INVALID -> true;
        };
        if (showsValue) {
            text.append(": ").append(value);
        }
        if (!detail.isEmpty()) {
            text.append(": ").append(detail);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return field + ": " + message();
    }

    /// The answer to a request whose object is wrong: 422 with every error as a cause.
    ///
    /// @param name of the object; empty where it has none yet
    public static StatusException refusal(GroupVersionKind kind, String name, List<FieldError> errors) {
        var messages = new LinkedHashSet<String>();
        var causes = new ArrayList<Json>();
        for (FieldError error : errors) {
            messages.add(error.toString());
            causes.add(JsonObject.of("reason", error.type.reason(), "message", error.message(), "field", error.field));
        }
        String joined = messages.size() == 1 ? messages.getFirst() : "[" + String.join(", ", messages) + "]";
        String what = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
        var details = JsonObject.builder()
                .putIfText("name", name)
                .putIfText("group", kind.group())
                .put("kind", kind.kind())
                .put("causes", new JsonArray(causes));
        return new StatusException(422, "Invalid", what + " \"" + name + "\" is invalid: " + joined, details.build());
    }
}
