// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.JsonObject;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

/// ServiceAccount tokens of the old kind, which never expire: they live in a Secret, and die with it. For tools
/// outside the cluster that can keep one text and nothing else. Whether the Secret still exists is for the
/// caller to look up.
public final class LegacyTokens {
    private static final String ISSUER = "kubernetes/serviceaccount";
    private static final String CLAIM = "kubernetes.io/serviceaccount/";

    private final List<SigningKey> keys;

    /// @param keys the first signs, all verify
    public LegacyTokens(List<KeyPair> keys) {
        this.keys = keys.stream().map(SigningKey::new).toList();
    }

    /// What such a token says.
    ///
    /// @param secret the name of the Secret that it lives in
    public record Claims(String namespace, BoundObject account, String secret) {
        public String user() {
            return ServiceAccountClaims.USER_PREFIX + namespace + ":" + account.name();
        }
    }

    public String issue(Claims claims) {
        var json = JsonObject.of(
                "iss",
                ISSUER,
                CLAIM + "namespace",
                claims.namespace(),
                CLAIM + "secret.name",
                claims.secret(),
                CLAIM + "service-account.name",
                claims.account().name(),
                CLAIM + "service-account.uid",
                claims.account().uid(),
                "sub",
                claims.user());
        return Jwt.sign(json, keys.getFirst());
    }

    /// What a text turned out to be.
    public sealed interface Verification {
        record Valid(Claims claims) implements Verification {}

        /// Says that it is such a token, but was not signed by us.
        record Forged() implements Verification {}

        record Foreign() implements Verification {}
    }

    public Verification verify(String text) {
        Optional<Jwt> found = Jwt.find(text)
                .filter(token -> token.claims().valueOf("iss").text().equals(ISSUER));
        if (found.isEmpty()) {
            return new Verification.Foreign();
        }
        Jwt token = found.get();
        boolean isSigned = keys.stream()
                .anyMatch(key -> token.header().valueOf("alg").text().equals(key.algorithm())
                        && key.verifies(token.signed(), token.signature()));
        if (!isSigned) {
            return new Verification.Forged();
        }
        JsonObject json = token.claims();
        return new Verification.Valid(new Claims(
                json.valueOf(CLAIM + "namespace").text(),
                new BoundObject(
                        json.valueOf(CLAIM + "service-account.name").text(),
                        json.valueOf(CLAIM + "service-account.uid").text()),
                json.valueOf(CLAIM + "secret.name").text()));
    }
}
