// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.Unsigned;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/// The four operations and the rest. Whole numbers do not wrap round.
final class Arithmetic {
    private static final BigInteger UNSIGNED_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Arithmetic() {}

    static void addTo(Map<String, Function> all) {
        all.put("add_int64", whole(Math::addExact));
        all.put("subtract_int64", whole(Math::subtractExact));
        all.put("multiply_int64", whole(Math::multiplyExact));
        all.put("divide_int64", a -> {
            demandDivisor(a[1].equals(0L), "division by zero");
            return whole(Math::divideExact).call(a);
        });
        all.put("modulo_int64", a -> {
            demandDivisor(a[1].equals(0L), "modulus by zero");
            return (Long) a[0] % (Long) a[1];
        });
        all.put(
                "negate_int64",
                a -> whole((value, _) -> Math.negateExact(value)).call(new Object[] {a[0], 0L}));
        all.put("add_double", fraction(Double::sum));
        all.put("subtract_double", fraction((left, right) -> left - right));
        all.put("multiply_double", fraction((left, right) -> left * right));
        all.put("divide_double", fraction((left, right) -> left / right));
        all.put("negate_double", a -> -(Double) a[0]);
        all.put("add_uint64", unsigned(BigInteger::add));
        all.put("subtract_uint64", unsigned(BigInteger::subtract));
        all.put("multiply_uint64", unsigned(BigInteger::multiply));
        all.put("divide_uint64", a -> {
            demandDivisor(((Unsigned) a[1]).bits() == 0, "division by zero");
            return unsigned(BigInteger::divide).call(a);
        });
        all.put("modulo_uint64", a -> {
            demandDivisor(((Unsigned) a[1]).bits() == 0, "modulus by zero");
            return unsigned(BigInteger::mod).call(a);
        });
    }

    private static void demandDivisor(boolean isZero, String fault) {
        if (isZero) {
            throw new Fault(fault);
        }
    }

    private static Function whole(LongBinaryOperator operator) {
        return a -> {
            try {
                return operator.applyAsLong((Long) a[0], (Long) a[1]);
            } catch (ArithmeticException _) {
                throw new Fault("integer overflow");
            }
        };
    }

    private static Function fraction(DoubleBinaryOperator operator) {
        return a -> operator.applyAsDouble((Double) a[0], (Double) a[1]);
    }

    private static Function unsigned(BinaryOperator<BigInteger> operator) {
        return a -> {
            BigInteger result = operator.apply(new BigInteger(a[0].toString()), new BigInteger(a[1].toString()));
            if (result.signum() < 0 || result.compareTo(UNSIGNED_MAX) > 0) {
                throw new Fault("unsigned integer overflow");
            }
            return new Unsigned(result.longValue());
        };
    }
}
