// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skerry.foundation.json.JsonObject;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A key that is derived from words that somebody knows: PBKDF2 with HMAC-SHA-512 (RFC 8018), slow on purpose.
/// Salt and number of rounds are written beside what is wrapped, so the number can grow with the years.
public final class Passphrase implements KeyEncryption {
    /// What OWASP advised in 2023 for this function: a few tenths of a second on a server.
    private static final int ROUNDS = 210_000;

    /// A wrapped text may not make us work for hours.
    private static final int ROUNDS_MAX = 20_000_000;

    private static final int SALT_BYTES = 16;
    private static final String KIND = "passphrase";
    private static final byte[] ASSOCIATED = "skerry ring 1".getBytes(US_ASCII);

    private final String name;
    private final char[] words;

    /// @param name how messages call it
    public Passphrase(String name, String words) {
        if (words.isBlank()) {
            throw new SealException(SealException.Reason.WRONG_KEY, name + " is empty");
        }
        this.name = name;
        this.words = words.toCharArray();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JsonObject wrap(byte[] plain, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return JsonObject.of(
                "by",
                KIND,
                "kdf",
                "pbkdf2-sha512",
                "rounds",
                ROUNDS,
                "salt",
                Base64.getEncoder().encodeToString(salt),
                "box",
                Box.close(derive(salt, ROUNDS), ASSOCIATED, plain, random));
    }

    @Override
    public byte[] unwrap(JsonObject wrapped) {
        if (!wrapped.at("by").text().equals(KIND)) {
            throw new SealException(
                    SealException.Reason.WRONG_KEY,
                    "this is protected by a key in a file, not by " + name + "; leave the passphrase out");
        }
        long rounds = wrapped.at("rounds").longOr(0);
        if (rounds < 1 || rounds > ROUNDS_MAX) {
            throw new SealException(SealException.Reason.DAMAGED, "a passphrase of " + rounds + " rounds");
        }
        byte[] salt;
        try {
            salt = Base64.getDecoder().decode(wrapped.at("salt").text());
        } catch (IllegalArgumentException _) {
            throw new SealException(SealException.Reason.DAMAGED, "not base64");
        }
        if (salt.length == 0) {
            throw new SealException(SealException.Reason.DAMAGED, "no salt");
        }
        try {
            return Box.open(
                    derive(salt, (int) rounds), ASSOCIATED, wrapped.at("box").text());
        } catch (SealException broken) {
            // A wrong passphrase and a changed text cannot be told apart; the first is what happens.
            throw new SealException(
                    SealException.Reason.WRONG_KEY, name + " is not the one with which this was protected");
        }
    }

    private byte[] derive(byte[] salt, int rounds) {
        return derive(words, salt, rounds);
    }

    static byte[] derive(char[] words, byte[] salt, int rounds) {
        var spec = new PBEKeySpec(words, salt, rounds, 8 * Aead.KEY_BYTES);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no PBKDF2", impossible);
        } finally {
            spec.clearPassword();
        }
    }
}
