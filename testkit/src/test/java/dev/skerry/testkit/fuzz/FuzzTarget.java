// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

/// The entry that the fuzzer calls, in a process of its own, for the decoder that
/// `-Dskerry.fuzz.decoder=NAME` says.
public final class FuzzTarget {
    private static final Decoder DECODER = Decoders.named(System.getProperty("skerry.fuzz.decoder", "json"));

    private FuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        DECODER.read(input);
    }
}
