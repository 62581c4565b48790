// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Damages good input in the ways that find bugs in readers of lengths and nested things: flipped bits,
/// extreme bytes, cuts, repeated and moved parts.
public final class Mutations {
    private static final byte[] EXTREMES = {0, 1, 0x7f, (byte) 0x80, (byte) 0x81, (byte) 0x84, (byte) 0xff, 0x30, 0x31};

    private final RandomGenerator random;

    public Mutations(RandomGenerator random) {
        this.random = random;
    }

    /// The input with one to eight wounds.
    public byte[] wounded(byte[] input) {
        byte[] wounded = input.clone();
        for (int wounds = random.nextInt(1, 9); wounds > 0 && wounded.length > 0; wounds--) {
            wounded = wound(wounded);
        }
        return wounded;
    }

    private byte[] wound(byte[] input) {
        int at = random.nextInt(input.length);
        return switch (random.nextInt(6)) {
            case 0 -> replaced(input, at, (byte) (input[at] ^ (1 << random.nextInt(8))));
            case 1 -> replaced(input, at, EXTREMES[random.nextInt(EXTREMES.length)]);
            case 2 -> replaced(input, at, (byte) random.nextInt(256));
            case 3 -> Arrays.copyOf(input, at);
            case 4 -> without(input, at, Math.min(input.length, at + random.nextInt(1, 9)));
            default -> repeated(input, at, Math.min(input.length, at + random.nextInt(1, 33)));
        };
    }

    private static byte[] replaced(byte[] input, int at, byte value) {
        input[at] = value;
        return input;
    }

    private static byte[] without(byte[] input, int from, int to) {
        byte[] rest = Arrays.copyOf(input, input.length - (to - from));
        System.arraycopy(input, to, rest, from, input.length - to);
        return rest;
    }

    private static byte[] repeated(byte[] input, int from, int to) {
        byte[] longer = Arrays.copyOf(input, input.length + (to - from));
        System.arraycopy(input, from, longer, to, input.length - from);
        return longer;
    }
}
