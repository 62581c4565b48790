// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.micro;

import dev.skerry.security.seal.KeyRing;
import dev.skerry.security.seal.Sealer;
import java.security.SecureRandom;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One secret of two kilobytes, sealed when it is written and opened when it is read from the store.
@State(Scope.Thread)
public class Seals {
    private static final String PLACE = "/registry/core/secrets/default/login";

    private final SecureRandom random = new SecureRandom();
    private final KeyRing ring = KeyRing.create(random, Instant.EPOCH);
    private final byte[] plain = new byte[2048];
    private final byte[] sealed = Sealer.seal(ring, PLACE, plain, random);

    @Benchmark
    public byte[] seal() {
        return Sealer.seal(ring, PLACE, plain, random);
    }

    @Benchmark
    public byte[] open() {
        return Sealer.open(ring, PLACE, sealed);
    }
}
