// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import dev.skerry.security.seal.FileKey;
import dev.skerry.security.seal.KeyRing;
import dev.skerry.security.seal.SealException;
import dev.skerry.security.seal.Sealer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// What is encrypted at rest. No input that the fuzzer makes up may open.
final class SealDecoders {
    private static final String PLACE = "/registry/core/secrets/default/a";

    private SealDecoders() {}

    static List<Decoder> all() {
        // The same keys in every search; only the seed is sealed with them.
        var random = new Random(1);
        var ring = KeyRing.create(random, Instant.EPOCH);
        var key = FileKey.parse("the key", FileKey.create(random));
        byte[] plain = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = Sealer.seal(ring, PLACE, plain, random);
        return List.of(
                new Decoder("sealed-value", List.of(SealException.class), List.of(sealed), input -> {
                    if (Sealer.isSealed(input)) {
                        Sealer.keyId(input);
                    }
                    Decoders.requireSame(
                            new String(plain, StandardCharsets.UTF_8),
                            new String(Sealer.open(ring, PLACE, input), StandardCharsets.UTF_8));
                }),
                Decoder.ofText(
                        "key-ring",
                        SealException.class,
                        text -> Decoders.requireSame(
                                ring.active().name(),
                                KeyRing.unwrap(text, key).active().name()),
                        ring.wrap(key, random)),
                Decoder.ofText(
                        "encryption-key-file",
                        SealException.class,
                        text -> FileKey.parse("the key", text).fingerprint(),
                        FileKey.create(random)));
    }
}
