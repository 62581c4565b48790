// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Fault;
import java.util.List;
import java.util.Optional;

/// Steps that reach into a value. An optional on the way makes what comes out optional.
final class Access {
    private Access() {}

    /// `a.b`.
    record Select(Step operand, String field) implements Step {
        @Override
        public Object value(Frame frame) {
            Object whole = operand.value(frame);
            frame.meter().charge(1);
            if (whole instanceof Optional<?> optional) {
                return optional.flatMap(present -> mapOf(present, field).find(field));
            }
            return mapOf(whole, field).find(field).orElseThrow(() -> Fault.noSuchKey(field));
        }
    }

    /// `has(a.b)`, which costs no more than to reach `a`.
    record Has(Step operand, String field) implements Step {
        @Override
        public Object value(Frame frame) {
            Object whole = operand.value(frame);
            if (whole instanceof Optional<?> optional) {
                return optional.isPresent() && mapOf(optional.get(), field).has(field);
            }
            return mapOf(whole, field).has(field);
        }
    }

    /// `a[b]`.
    record Index(Step operand, Step key) implements Step {
        @Override
        public Object value(Frame frame) {
            Object whole = operand.value(frame);
            Object place = key.value(frame);
            frame.meter().charge(1);
            if (whole instanceof Optional<?> optional) {
                return optional.flatMap(present -> findPart(present, place));
            }
            return findPart(whole, place)
                    .orElseThrow(() -> whole instanceof List<?>
                            ? new Fault("index out of bounds: " + place)
                            : Fault.noSuchKey(place));
        }
    }

    /// `a[?b]` and `a.?b`.
    record MaybePart(Step operand, Step key) implements Step {
        @Override
        public Object value(Frame frame) {
            Object whole = operand.value(frame);
            Object place = key.value(frame);
            Optional<Object> found = whole instanceof Optional<?> optional
                    ? optional.flatMap(present -> findPart(present, place))
                    : findPart(whole, place);
            frame.meter().charge(found.isPresent() ? 1 : 0);
            return found;
        }
    }

    private static Optional<Object> findPart(Object whole, Object place) {
        return switch (whole) {
            case CelMap map -> map.find(place);
            case List<?> list -> {
                if (!(CelMap.canonical(place) instanceof Long index)) {
                    throw new Fault("unsupported index type '" + place + "' in list");
                }
                yield index >= 0 && index < list.size() ? Optional.of(list.get(index.intValue())) : Optional.empty();
            }
            default -> throw Fault.noSuchOverload();
        };
    }

    private static CelMap mapOf(Object whole, String field) {
        if (whole instanceof CelMap map) {
            return map;
        }
        throw new Fault("no such key: " + field);
    }
}
