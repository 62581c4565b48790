// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Issues and verifies ServiceAccount tokens, and publishes what others need to verify them.
///
/// Verification here is arithmetic only: whether the account and the bound objects still exist is for
/// the caller to look up. Safe for many threads.
public final class ServiceAccountTokens {
    /// The issuer that clusters name where nobody chose another.
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    /// What a pod's projected token asks for. A request for just this many seconds is given a year with
    /// a warning after the hour, as Kubernetes does for clients that never read the file again; on the
    /// edge it also carries a pod over a long time without a server.
    public static final long PROJECTED_SECONDS = 3607;

    private static final Duration EXTENDED = Duration.ofDays(365);

    /// Clocks differ; a token that was just issued must not be too young elsewhere.
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    private final String issuer;
    private final List<SigningKey> keys;
    private final Clock clock;
    private final ProvenTokens proven = new ProvenTokens();

    /// @param keys the first signs, all verify
    public ServiceAccountTokens(String issuer, List<KeyPair> keys, Clock clock) {
        this.issuer = issuer;
        this.keys = keys.stream().map(SigningKey::new).toList();
        this.clock = clock;
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("tokens need a key");
        }
    }

    public String issuer() {
        return issuer;
    }

    /// What somebody asks a token for.
    ///
    /// @param audiences who should accept it; none means the API itself
    public record Wish(
            String namespace,
            BoundObject account,
            BoundObject pod,
            BoundObject node,
            BoundObject secret,
            List<String> audiences,
            long seconds) {
        public Wish {
            audiences = List.copyOf(audiences);
        }
    }

    /// A token, and the time that the client is told it lasts.
    public record Issued(String token, Instant expiresAt) {
        /// Shows no token.
        @Override
        public String toString() {
            return "Issued until " + expiresAt;
        }
    }

    public Issued issue(Wish wish) {
        Instant now = clock.now();
        Instant promised = now.plusSeconds(wish.seconds());
        var audiences = wish.audiences().isEmpty() ? List.of(issuer) : wish.audiences();
        boolean isExtended = wish.seconds() == PROJECTED_SECONDS
                && audiences.equals(List.of(issuer))
                && !wish.pod().isNone();
        var claims = new ServiceAccountClaims(
                wish.namespace(),
                wish.account(),
                wish.pod(),
                wish.node(),
                wish.secret(),
                audiences,
                UUID.randomUUID().toString(),
                now,
                isExtended ? now.plus(EXTENDED) : promised,
                promised);
        return new Issued(Jwt.sign(claims.toJson(issuer), keys.getFirst()), promised);
    }

    /// What a text turned out to be.
    public sealed interface Verification {
        /// Signed by us and in its time.
        record Valid(ServiceAccountClaims claims) implements Verification {}

        /// Signed by us, and good until its time was over.
        record Expired(ServiceAccountClaims claims) implements Verification {}

        /// Signed by us, or claiming to be, but not good now.
        record Refused(String why) implements Verification {}

        /// Not a token of this issuer.
        record Foreign() implements Verification {}
    }

    /// @param audiences the token must be meant for one of these
    public Verification verify(String text, List<String> audiences) {
        Optional<ServiceAccountClaims> known = proven.find(text);
        if (known.isPresent()) {
            return judge(known.get(), audiences);
        }
        Optional<Jwt> found = Jwt.find(text);
        if (found.isEmpty() || !found.get().claims().valueOf("iss").text().equals(issuer)) {
            return new Verification.Foreign();
        }
        Jwt token = found.get();
        if (keys.stream().noneMatch(key -> isSigned(token, key))) {
            return new Verification.Refused("invalid signature");
        }
        var claims = ServiceAccountClaims.read(token.claims());
        proven.add(text, claims);
        return judge(claims, audiences);
    }

    /// Whether a token that we signed is good now, and here.
    private Verification judge(ServiceAccountClaims claims, List<String> audiences) {
        Instant now = clock.now();
        if (now.isBefore(claims.issuedAt().minus(LEEWAY))) {
            return new Verification.Refused("service account token is not valid yet");
        }
        if (claims.audiences().stream().noneMatch(audiences::contains)) {
            return new Verification.Refused(
                    "token audiences " + claims.audiences() + " is invalid for the target audiences " + audiences);
        }
        return now.isBefore(claims.expiresAt().plus(LEEWAY))
                ? new Verification.Valid(claims)
                : new Verification.Expired(claims);
    }

    /// The document under `/.well-known/openid-configuration`; it sends readers to the issuer's own
    /// `/openid/v1/jwks` for the keys.
    public JsonObject configurationDocument() {
        return JsonObject.of(
                "issuer", issuer,
                "jwks_uri", issuer + "/openid/v1/jwks",
                "response_types_supported", List.of("id_token"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported",
                        keys.stream().map(SigningKey::algorithm).distinct().toList());
    }

    /// The document under `/openid/v1/jwks`.
    public JsonObject keysDocument() {
        return JsonObject.of(
                "keys",
                new JsonArray(List.copyOf(keys.stream().map(SigningKey::toJwk).toList())));
    }

    /// The algorithm is the key's own, whatever the token says: a token cannot choose a weaker one.
    private static boolean isSigned(Jwt token, SigningKey key) {
        String id = token.header().valueOf("kid").text();
        boolean mayBe = id.isEmpty() || id.equals(key.id());
        return mayBe
                && token.header().valueOf("alg").text().equals(key.algorithm())
                && key.verifies(token.signed(), token.signature());
    }
}
