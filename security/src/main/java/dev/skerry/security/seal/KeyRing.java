// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The keys with which values are sealed, oldest first. The last one seals; the others only open what was
/// sealed before, until all of that is sealed anew.
public record KeyRing(List<RingKey> keys) {
    private static final int VERSION = 1;

    public KeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new SealException(SealException.Reason.DAMAGED, "a ring without keys");
        }
    }

    /// A ring with one key.
    public static KeyRing create(RandomGenerator random, Instant now) {
        return new KeyRing(List.of(RingKey.create(random, now)));
    }

    /// The key that seals.
    public RingKey active() {
        return keys.getLast();
    }

    public Optional<RingKey> find(long id) {
        return keys.stream().filter(key -> key.id() == id).findFirst();
    }

    /// Whether there are keys that only open.
    public boolean hasOld() {
        return keys.size() > 1;
    }

    /// With a fresh key that seals from now on.
    public KeyRing rotated(RandomGenerator random, Instant now) {
        var all = new ArrayList<>(keys);
        all.add(RingKey.create(random, now));
        return new KeyRing(all);
    }

    /// With the key alone that seals.
    public KeyRing withoutOld() {
        return new KeyRing(List.of(active()));
    }

    /// Wraps the ring for storing.
    ///
    /// @param random draws what must not come twice
    public String wrap(KeyEncryption by, RandomGenerator random) {
        var list = new ArrayList<Json>();
        for (RingKey key : keys) {
            list.add(JsonObject.of(
                    "id",
                    key.name(),
                    "made",
                    key.made().toString(),
                    "key",
                    Base64.getEncoder().encodeToString(key.secret().bytes())));
        }
        byte[] plain = JsonObject.of("keys", list).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return JsonObject.of("version", VERSION, "ring", by.wrap(plain, random)).toString();
    }

    /// @throws SealException if it is damaged, or wrapped by something else
    public static KeyRing unwrap(String wrapped, KeyEncryption by) {
        try {
            Json json = JsonReader.read(wrapped);
            long version = json.at("version").longOr(0);
            if (version > VERSION) {
                throw new SealException(
                        SealException.Reason.TOO_NEW, "the key ring was written by a newer version; run that one");
            }
            Json ring = JsonReader.read(by.unwrap(json.at("ring").object()));
            return new KeyRing(
                    ring.at("keys").elements().stream().map(KeyRing::key).toList());
        } catch (JsonException | DateTimeException | IllegalArgumentException broken) {
            throw new SealException(SealException.Reason.DAMAGED, "the key ring is damaged: " + broken.getMessage());
        }
    }

    private static RingKey key(Json json) {
        return new RingKey(
                HexFormat.fromHexDigitsToLong(json.at("id").text()),
                Instant.parse(json.at("made").text()),
                new RingKey.Secret(Base64.getDecoder().decode(json.at("key").text())));
    }
}
