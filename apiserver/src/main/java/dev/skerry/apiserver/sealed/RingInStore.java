// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.security.seal.KeyRing;
import dev.skerry.security.seal.SealException;
import dev.skerry.security.seal.Sealer;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Update;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// The key ring, kept in the store itself, wrapped by a key that is not: so all servers on one store have the
/// same ring as soon as they have the same wrapping key, and a backup holds what it takes to open it except that
/// one key.
///
/// Several servers agree through time. Who seals has read the ring within the last [#AGE_MAX]; a key that seals
/// no more is dropped only when it has not been the newest for [#DROP_AFTER] and a complete pass has found
/// nothing that it sealed. A write that takes longer than the difference between its sealing and its being in
/// the store could be left without its key; no request lives that long.
public final class RingInStore {
    /// Outside of what is an object of the API.
    static final Key KEY = new Key("/skerry/encryption/ring");

    static final Duration AGE_MAX = Duration.ofSeconds(10);
    static final Duration DROP_AFTER = Duration.ofMinutes(2);

    private static final Log LOG = Log.of("apiserver.sealed");

    private final Store store;
    private final KeyEncryption by;
    private final Clock clock;
    private final RandomGenerator random;

    /// Held while the ring is read or written, so that a passphrase is worked out once and not by every request.
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Standing standing;

    /// @param readAt when it was last known to be the newest, by [Clock#nanos]
    private record Standing(KeyRing ring, Revision revision, long readAt) {}

    private RingInStore(Store store, KeyEncryption by, Clock clock, RandomGenerator random, Standing standing) {
        this.store = store;
        this.by = by;
        this.clock = clock;
        this.random = random;
        this.standing = standing;
    }

    /// Whether a store has a ring already, so that the key that wraps it must be there, too.
    public static boolean isThere(Store store) {
        return store.find(KEY).isPresent();
    }

    /// Reads the ring of a store, or makes one if there is none.
    ///
    /// @throws TerminalException with one clear sentence if the key is not the one that belongs to the store
    public static RingInStore open(
            Store store, SealedKeys sealed, KeyEncryption by, Clock clock, RandomGenerator random) {
        long now = clock.nanos();
        Optional<Entry> found = store.find(KEY);
        if (found.isEmpty()) {
            requireNothingSealed(store, sealed);
            KeyRing fresh = KeyRing.create(random, clock.now());
            switch (store.create(KEY, fresh.wrap(by, random).getBytes(UTF_8))) {
                case Update.Done(Revision revision) -> {
                    LOG.info(
                            "secrets are encrypted from now on",
                            "key",
                            fresh.active().name(),
                            "with",
                            by.name());
                    return new RingInStore(store, by, clock, random, new Standing(fresh, revision, now));
                }
                // Another server was faster: its ring is ours.
                case Update.Conflict(Entry current) -> found = Optional.of(current);
                case Update.Missing() -> throw new IllegalStateException("a creation finds nothing missing");
            }
        }
        var standing = new Standing(unwrap(found.get(), by), found.get().modified(), now);
        return new RingInStore(store, by, clock, random, standing);
    }

    private static void requireNothingSealed(Store store, SealedKeys sealed) {
        for (String prefix : sealed.prefixes()) {
            for (Entry entry : store.range(prefix, prefix, 100).entries()) {
                if (Sealer.isSealed(entry.value())) {
                    throw new TerminalException(
                            "EncryptionKeysLost",
                            "the store holds encrypted secrets and no key ring (" + KEY
                                    + "): restore a backup that has both");
                }
            }
        }
    }

    private static KeyRing unwrap(Entry entry, KeyEncryption by) {
        try {
            return KeyRing.unwrap(new String(entry.value(), UTF_8), by);
        } catch (SealException refused) {
            throw new TerminalException(
                    "EncryptionKeyWrong",
                    "the secrets in the store cannot be opened: " + refused.getMessage(),
                    refused);
        }
    }

    /// The ring as it was last read: good for opening.
    KeyRing ring() {
        return standing.ring();
    }

    /// The ring as it stood at most [#AGE_MAX] ago: good for sealing.
    KeyRing ringForSealing() {
        Standing known = standing;
        return clock.nanos() - known.readAt() <= AGE_MAX.toNanos() ? known.ring() : reload();
    }

    /// Reads the ring anew.
    KeyRing reload() {
        reading.lock();
        try {
            long now = clock.nanos();
            Entry entry = store.find(KEY)
                    .orElseThrow(() -> new TerminalException(
                            "EncryptionKeysLost", "the key ring " + KEY + " is gone from the store: restore a backup"));
            Standing known = standing;
            KeyRing ring = entry.modified().equals(known.revision()) ? known.ring() : unwrap(entry, by);
            standing = new Standing(ring, entry.modified(), now);
            return ring;
        } finally {
            reading.unlock();
        }
    }

    /// Makes a key that seals from now on; those before it only open.
    ///
    /// @return false if an earlier rotation is not finished
    boolean rotate() {
        reading.lock();
        try {
            KeyRing ring = reload();
            return !ring.hasOld() && replace(ring.rotated(random, clock.now()));
        } finally {
            reading.unlock();
        }
    }

    /// Drops the keys that seal no more, if the ring still is this one.
    boolean dropOld(KeyRing complete) {
        reading.lock();
        try {
            KeyRing ring = reload();
            boolean isSame = ring.active().id() == complete.active().id();
            return isSame && ring.hasOld() && replace(ring.withoutOld());
        } finally {
            reading.unlock();
        }
    }

    private boolean replace(KeyRing ring) {
        long now = clock.nanos();
        byte[] wrapped = ring.wrap(by, random).getBytes(UTF_8);
        if (store.update(KEY, wrapped, standing.revision()) instanceof Update.Done(Revision revision)) {
            standing = new Standing(ring, revision, now);
            LOG.info(
                    "the key ring has changed",
                    "key",
                    ring.active().name(),
                    "keys",
                    ring.keys().size());
            return true;
        }
        return false;
    }
}
