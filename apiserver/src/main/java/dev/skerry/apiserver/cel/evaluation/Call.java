// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.skerry.apiserver.cel.value.Fault;
import java.util.List;

/// A call of a function, whose arguments are all needed. Where the types of the arguments were not known
/// beforehand, the first overload that takes the values is called.
record Call(List<Overload> overloads, List<Step> arguments) implements Step {
    @Override
    public Object value(Frame frame) {
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Step.valueOrFault(arguments.get(i), frame);
        }
        for (Object value : values) {
            if (value instanceof Fault fault) {
                frame.meter().charge(1);
                throw fault;
            }
        }
        for (Overload overload : overloads) {
            if (overload.takes(values)) {
                // Before the work is done: what is too expensive must not be done at all.
                frame.meter().charge(Costs.before(overload, values));
                Object result = overload.body().call(values);
                frame.meter().charge(Costs.after(overload, result));
                return result;
            }
        }
        throw Fault.noSuchOverload();
    }
}
