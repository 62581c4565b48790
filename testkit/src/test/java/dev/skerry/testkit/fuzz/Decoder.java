// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// One reader of foreign bytes.
///
/// @param name of it, and of the folder with its inputs
/// @param refusals the exceptions with which it may say no; everything else that it throws is a bug
/// @param seeds good inputs, from which the search starts
/// @param check reads the input, and throws if something does not hold that must
record Decoder(String name, List<Class<? extends Exception>> refusals, List<byte[]> seeds, Check check) {
    Decoder {
        refusals = List.copyOf(refusals);
        seeds = List.copyOf(seeds);
    }

    @FunctionalInterface
    interface Check {
        void read(byte[] input) throws Exception;
    }

    @FunctionalInterface
    interface TextCheck {
        void read(String input) throws Exception;
    }

    static Decoder ofText(String name, Class<? extends Exception> refusal, TextCheck check, String... seeds) {
        List<byte[]> bytes = Stream.of(seeds)
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new Decoder(
                name, List.of(refusal), bytes, input -> check.read(new String(input, StandardCharsets.UTF_8)));
    }

    /// Reads an input: it is understood or refused.
    ///
    /// @throws Exception what is neither: a bug
    void read(byte[] input) throws Exception {
        try {
            check.read(input);
        } catch (Exception thrown) {
            if (refusals.stream().noneMatch(refusal -> refusal.isInstance(thrown))) {
                throw thrown;
            }
        }
    }
}
