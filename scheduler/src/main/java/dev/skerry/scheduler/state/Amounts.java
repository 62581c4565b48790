// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;

/// Amounts of resources by name: cpu in thousandths, everything else in whole units. What is not named
/// is zero.
public record Amounts(Map<String, Long> byName) {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String PODS = "pods";
    public static final Amounts NONE = new Amounts(Map.of());

    public Amounts {
        byName = Map.copyOf(byName);
    }

    /// @param json a map from resource to quantity: `{"cpu":"500m","memory":"64Mi"}`
    public static Amounts read(Json json) {
        var amounts = new HashMap<String, Long>();
        json.object().forEach((name, value) -> {
            Quantity quantity = Quantity.read(value);
            amounts.put(name, name.equals(CPU) ? quantity.milliValue() : quantity.value());
        });
        return new Amounts(amounts);
    }

    public long of(String name) {
        return byName.getOrDefault(name, 0L);
    }

    public Amounts plus(Amounts other) {
        return combined(other, Long::sum);
    }

    public Amounts minus(Amounts other) {
        return combined(other, (a, b) -> a - b);
    }

    /// The larger of each.
    public Amounts most(Amounts other) {
        return combined(other, Math::max);
    }

    /// These, and the others where these say nothing.
    public Amounts orElse(Amounts other) {
        var all = new HashMap<>(other.byName);
        all.putAll(byName);
        return new Amounts(all);
    }

    private Amounts combined(Amounts other, LongBinaryOperator combine) {
        var names = new TreeSet<>(byName.keySet());
        names.addAll(other.byName.keySet());
        var all = new HashMap<String, Long>();
        names.forEach(name -> all.put(name, combine.applyAsLong(of(name), other.of(name))));
        return new Amounts(all);
    }
}
