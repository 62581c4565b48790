// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

/// A whole number without sign, of 64 bits.
public record Unsigned(long bits) {
    public double doubleValue() {
        double half = (double) (bits >>> 1) * 2.0;
        return bits >= 0 ? (double) bits : half + (bits & 1);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
