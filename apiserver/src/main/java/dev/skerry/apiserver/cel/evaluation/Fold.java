// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Fault;
import java.util.List;

/// A loop over the elements of a list, or the keys of a map; what macros such as `all` stand for.
///
/// @param second with two variables: the value, where the first is the index or key; empty with one
record Fold(String first, String second, String result, Parts parts) implements Step {
    record Parts(Step range, Step start, Step condition, Step next, Step end) {}

    @Override
    public Object value(Frame frame) {
        Object range = parts.range().value(frame);
        Object accumulated = Step.valueOrFault(parts.start(), frame);
        List<?> elements = switch (range) {
            case List<?> list -> list;
            case CelMap map -> map.keys();
            default -> throw Fault.noSuchOverload();
        };
        for (int i = 0; i < elements.size(); i++) {
            Frame inner = element(range, elements.get(i), i, frame).with(result, accumulated);
            if (!Boolean.TRUE.equals(parts.condition().value(inner))) {
                break;
            }
            accumulated = Step.valueOrFault(parts.next(), inner);
        }
        return parts.end().value(frame.with(result, accumulated));
    }

    private Frame element(Object range, Object element, int index, Frame frame) {
        if (second.isEmpty()) {
            return frame.with(first, element);
        }
        return range instanceof CelMap map
                ? frame.with(first, element).with(second, map.find(element).orElseThrow())
                : frame.with(first, (long) index).with(second, element);
    }
}
