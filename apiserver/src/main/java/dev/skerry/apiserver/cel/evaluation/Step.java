// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// A part of an expression that has a value.
@FunctionalInterface
public interface Step {
    /// @throws Fault if there is no value
    /// @throws Meter.TooCostly if the evaluation has become too expensive
    Object value(Frame frame);

    /// A constant, which costs nothing.
    record Constant(Object content) implements Step {
        @Override
        public Object value(Frame frame) {
            return content;
        }
    }

    /// A variable.
    record Variable(String name) implements Step {
        @Override
        public Object value(Frame frame) {
            frame.meter().charge(1);
            return frame.valueOf(name);
        }
    }

    /// `a && b`, and `a || b` with the values turned round. A side that decides makes up for a fault in the
    /// other one.
    record Junction(boolean isAnd, Step left, Step right) implements Step {
        @Override
        public Object value(Frame frame) {
            Object first = valueOrFault(left, frame);
            if (decides(first)) {
                return first;
            }
            Object second = valueOrFault(right, frame);
            if (decides(second)) {
                return second;
            }
            for (Object side : List.of(first, second)) {
                if (side instanceof Fault fault) {
                    throw fault;
                }
                if (!(side instanceof Boolean)) {
                    throw Fault.noSuchOverload();
                }
            }
            return isAnd;
        }

        private boolean decides(Object side) {
            return side instanceof Boolean flag && flag != isAnd;
        }
    }

    /// `a ? b : c`.
    record Choice(Step condition, Step yes, Step no) implements Step {
        @Override
        public Object value(Frame frame) {
            if (!(condition.value(frame) instanceof Boolean flag)) {
                throw Fault.noSuchOverload();
            }
            return (flag ? yes : no).value(frame);
        }
    }

    /// Whether a loop should go on: a fault may still be made up for.
    record NotStrictlyFalse(Step inner) implements Step {
        @Override
        public Object value(Frame frame) {
            Object found = valueOrFault(inner, frame);
            frame.meter().charge(1);
            return !(found instanceof Boolean flag) || flag;
        }
    }

    /// `[a, b]`.
    record ListOf(List<Step> elements, List<Integer> optional) implements Step {
        @Override
        public Object value(Frame frame) {
            var values = new ArrayList<Object>();
            for (int i = 0; i < elements.size(); i++) {
                Object element = elements.get(i).value(frame);
                if (optional.contains(i)) {
                    ((Optional<?>) element).ifPresent(values::add);
                } else {
                    values.add(element);
                }
            }
            frame.meter().charge(Costs.LIST);
            return List.copyOf(values);
        }
    }

    /// `{a: b}`, and an object with named fields.
    ///
    /// @param cost of making it
    record MapOf(List<Entry> entries, long cost) implements Step {
        /// @param isOptional left out where the value is an empty optional
        record Entry(Step key, Step value, boolean isOptional) {}

        @Override
        public Object value(Frame frame) {
            var values = new LinkedHashMap<Object, Object>();
            for (Entry entry : entries) {
                Object key = entry.key().value(frame);
                Object value = entry.value().value(frame);
                if (values.containsKey(key)) {
                    throw new Fault("Failed with repeated key");
                }
                if (entry.isOptional()) {
                    ((Optional<?>) value).ifPresent(present -> values.put(key, present));
                } else {
                    values.put(key, value);
                }
            }
            frame.meter().charge(cost);
            return CelMap.of(values);
        }
    }

    /// The value, or the fault in its place.
    static Object valueOrFault(Step step, Frame frame) {
        try {
            return step.value(frame);
        } catch (Fault fault) {
            // The caller looks at it.
            return fault;
        }
    }
}
