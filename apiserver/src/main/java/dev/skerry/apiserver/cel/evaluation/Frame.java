// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.skerry.apiserver.cel.value.Fault;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The variables that a step sees: those of the expression, and in front of them those of the loops around it.
public final class Frame {
    private final Variables variables;
    private final Meter meter;
    private final @Nullable Frame outer;
    private final String name;
    private final Object value;

    /// Where the variables of an expression come from. A value may be computed when it is asked for.
    @FunctionalInterface
    public interface Variables {
        /// @throws Fault if the variable has no value
        Optional<Object> find(String name);
    }

    public Frame(Variables variables, Meter meter) {
        this(variables, meter, null, "", "");
    }

    private Frame(Variables variables, Meter meter, @Nullable Frame outer, String name, Object value) {
        this.variables = variables;
        this.meter = meter;
        this.outer = outer;
        this.name = name;
        this.value = value;
    }

    /// @param value a value, or the [Fault] that stands in its place
    Frame with(String name, Object value) {
        return new Frame(variables, meter, this, name, value);
    }

    Meter meter() {
        return meter;
    }

    Object valueOf(String wanted) {
        for (Frame frame = this; frame.outer != null; frame = frame.outer) {
            if (frame.name.equals(wanted)) {
                return frame.value instanceof Fault fault ? raise(fault) : frame.value;
            }
        }
        return variables.find(wanted).orElseThrow(() -> new Fault("no such attribute(s): " + wanted));
    }

    private static Object raise(Fault fault) {
        throw fault;
    }
}
