// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// A key that lies in a file, as text. Servers that work on one store hold the same text.
public final class FileKey implements KeyEncryption {
    private static final String KIND = "file";
    private static final byte[] ASSOCIATED = "skerry ring 1".getBytes(US_ASCII);

    private final String name;
    private final byte[] key;

    private FileKey(String name, byte[] key) {
        this.name = name;
        this.key = key;
    }

    /// The text of a fresh key.
    public static String create(RandomGenerator random) {
        byte[] bytes = new byte[Aead.KEY_BYTES];
        random.nextBytes(bytes);
        return JsonObject.of(
                        "kind",
                        "skerry-encryption-key",
                        "version",
                        1,
                        "key",
                        Base64.getEncoder().encodeToString(bytes))
                + "\n";
    }

    /// @param name how messages call it
    /// @throws SealException if the text is no key
    public static FileKey parse(String name, String text) {
        try {
            Json json = JsonReader.read(text);
            if (json.at("version").longOr(0) > 1) {
                throw new SealException(
                        SealException.Reason.TOO_NEW, name + " was written by a newer version; run that one");
            }
            byte[] key = Base64.getDecoder().decode(json.at("key").text());
            if (key.length == Aead.KEY_BYTES) {
                return new FileKey(name, key);
            }
        } catch (JsonException | IllegalArgumentException _) {
            // The sentence below is for this as well.
        }
        throw new SealException(
                SealException.Reason.DAMAGED, name + " does not hold an encryption key; put the right file there");
    }

    @Override
    public String name() {
        return name;
    }

    /// Tells two keys apart without saying anything of either.
    public String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("skerry fingerprint".getBytes(US_ASCII));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(key), 8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this JDK has no SHA-256", impossible);
        }
    }

    @Override
    public JsonObject wrap(byte[] plain, RandomGenerator random) {
        return JsonObject.of("by", KIND, "key", fingerprint(), "box", Box.close(key, ASSOCIATED, plain, random));
    }

    @Override
    public byte[] unwrap(JsonObject wrapped) {
        if (!wrapped.at("by").text().equals(KIND)) {
            throw new SealException(
                    SealException.Reason.WRONG_KEY,
                    "the keys of this store are protected by a passphrase, not by " + name
                            + "; give --encryption-passphrase-file");
        }
        String other = wrapped.at("key").text();
        if (!other.equals(fingerprint())) {
            throw new SealException(
                    SealException.Reason.WRONG_KEY,
                    name + " (" + fingerprint() + ") is not the key of this store (" + other
                            + "); put back the file that belongs to it");
        }
        return Box.open(key, ASSOCIATED, wrapped.at("box").text());
    }
}
