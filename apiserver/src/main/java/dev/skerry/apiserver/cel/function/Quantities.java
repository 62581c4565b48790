// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.util.Map;
import java.util.Optional;

/// Amounts of resources: `quantity("1Gi").isLessThan(quantity("2Gi"))`.
final class Quantities {
    private Quantities() {}

    record Amount(Quantity quantity) implements ValueTypes.Typed {
        @Override
        public String typeName() {
            return "kubernetes.Quantity";
        }

        @Override
        public String toString() {
            return quantity.toString();
        }
    }

    static void addTo(Map<String, Function> all) {
        all.put(
                "string_to_quantity",
                a -> find((String) a[0])
                        .orElseThrow(() -> new Fault("quantities must match the regular expression"
                                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")));
        all.put("is_quantity_string", a -> find((String) a[0]).isPresent());
        all.put("quantity_sign", a -> (long) amount(a[0]).signum());
        all.put("quantity_is_greater_than", a -> amount(a[0]).compareTo(amount(a[1])) > 0);
        all.put("quantity_is_less_than", a -> amount(a[0]).compareTo(amount(a[1])) < 0);
        all.put("quantity_compare_to", a -> (long) amount(a[0]).compareTo(amount(a[1])));
        all.put("quantity_get_float", a -> {
            Quantity amount = amount(a[0]);
            return isWhole(amount) ? (double) amount.value() : amount.milliValue() / 1000.0;
        });
        all.put("quantity_get_int", a -> {
            if (!isWhole(amount(a[0]))) {
                throw new Fault("cannot convert value to integer");
            }
            return amount(a[0]).value();
        });
        all.put("quantity_is_integer", a -> isWhole(amount(a[0])));
        all.put("quantity_add", a -> new Amount(amount(a[0]).plus(amount(a[1]))));
        all.put("quantity_add_int", a -> new Amount(amount(a[0]).plus(Quantity.of((Long) a[1]))));
        all.put("quantity_sub", a -> new Amount(amount(a[0]).minus(amount(a[1]))));
        all.put("quantity_sub_int", a -> new Amount(amount(a[0]).minus(Quantity.of((Long) a[1]))));
    }

    private static Quantity amount(Object value) {
        return ((Amount) value).quantity();
    }

    private static boolean isWhole(Quantity quantity) {
        return quantity.equals(Quantity.of(quantity.value()));
    }

    private static Optional<Amount> find(String text) {
        try {
            return Optional.of(new Amount(Quantity.parse(text)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
