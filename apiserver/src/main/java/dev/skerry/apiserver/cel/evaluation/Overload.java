// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.skerry.apiserver.cel.language.FunctionTable.Signature;
import dev.skerry.apiserver.cel.value.Bytes;
import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Unsigned;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A function with the types that it takes.
record Overload(Signature signature, Function body) {
    String id() {
        return signature.overload();
    }

    boolean takes(Object[] values) {
        List<CelType> parameters = signature.parameters();
        for (int i = 0; i < values.length; i++) {
            if (!fits(values[i], parameters.get(i))) {
                return false;
            }
        }
        return parameters.size() == values.length;
    }

    private static boolean fits(Object value, CelType type) {
        return switch (type.kind()) {
            case BOOL -> value instanceof Boolean;
            case INT -> value instanceof Long;
            case UINT -> value instanceof Unsigned;
            case DOUBLE -> value instanceof Double;
            case STRING -> value instanceof String;
            case BYTES -> value instanceof Bytes;
            case TIMESTAMP -> value instanceof Instant;
            case DURATION -> value instanceof Duration;
            case LIST ->
                value instanceof List<?> list
                        && elementsFit(list, type.parameters().getFirst());
            case MAP -> value instanceof CelMap;
            case OPAQUE ->
                type.name().equals("optional_type")
                        ? value instanceof Optional<?>
                        : value instanceof ValueTypes.Typed typed
                                && typed.typeName().equals(type.name());
            default -> true;
        };
    }

    /// Lists have one type of element, so the first tells which.
    private static boolean elementsFit(List<?> list, CelType element) {
        boolean isOpen = element.kind() == CelKind.TYPE_PARAM || element.equals(SimpleType.DYN);
        return isOpen || list.isEmpty() || fits(list.getFirst(), element);
    }
}
