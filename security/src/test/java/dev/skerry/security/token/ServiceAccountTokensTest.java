// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.security.pki.FixedClock;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens.Verification;
import dev.skerry.security.token.ServiceAccountTokens.Wish;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceAccountTokensTest {
    private static final String ISSUER = ServiceAccountTokens.ISSUER;

    private final FixedClock clock = new FixedClock(Instant.parse("2026-11-23T09:00:00Z"));
    private final KeyPair keys = Keys.generate();
    private final ServiceAccountTokens tokens = new ServiceAccountTokens(ISSUER, List.of(keys), clock);

    @Test
    void aTokenSaysWhoItIs() {
        var issued = tokens.issue(wish(600));
        assertThat(issued.expiresAt()).isEqualTo(clock.now().plusSeconds(600));
        assertThat(tokens.verify(issued.token(), List.of(ISSUER)))
                .isInstanceOfSatisfying(Verification.Valid.class, valid -> {
                    var identity = valid.claims().identity();
                    assertThat(identity.name()).isEqualTo("system:serviceaccount:plant:sensor");
                    assertThat(identity.uid()).isEqualTo("u1");
                    assertThat(identity.groups())
                            .containsExactly(
                                    "system:serviceaccounts", "system:serviceaccounts:plant", "system:authenticated");
                    assertThat(identity.extra())
                            .containsEntry("authentication.kubernetes.io/pod-name", List.of("p"))
                            .containsEntry("authentication.kubernetes.io/node-name", List.of("n"));
                });
    }

    @Test
    void aTokenOfAProjectedVolumeLastsAYearAndWarnsAfterAnHour() {
        String token = tokens.issue(wish(3607)).token();
        clock.advance(Duration.ofDays(300));
        assertThat(tokens.verify(token, List.of(ISSUER)))
                .isInstanceOfSatisfying(
                        Verification.Valid.class,
                        valid -> assertThat(valid.claims().warnAfter())
                                .isEqualTo(Instant.parse("2026-11-23T10:00:07Z")));
    }

    @Test
    void whatIsNotGoodIsRefused() {
        String token = tokens.issue(wish(600)).token();
        assertRefused(token, "other", "is invalid for the target audiences [other]");
        assertRefused(token.substring(0, token.length() - 4) + "AAAA", ISSUER, "invalid signature");
        assertRefused(unsigned("none", token), ISSUER, "invalid signature");
        assertRefused(unsigned("HS256", token), ISSUER, "invalid signature");
        clock.advance(Duration.ofSeconds(661));
        assertThat(tokens.verify(token, List.of(ISSUER))).isInstanceOf(Verification.Expired.class);
        clock.advance(Duration.ofDays(-2));
        assertRefused(token, ISSUER, "service account token is not valid yet");
    }

    @Test
    void othersTokensAreLeftToOthers() {
        var elsewhere = new ServiceAccountTokens("https://elsewhere", List.of(keys), clock);
        for (String text : List.of(
                "",
                "abcdef.0123456789abcdef",
                "a.b.c",
                "....",
                elsewhere.issue(wish(600)).token())) {
            assertThat(tokens.verify(text, List.of(ISSUER))).as(text).isInstanceOf(Verification.Foreign.class);
        }
    }

    @Test
    void aFormerKeyStillVerifies() {
        String old = tokens.issue(wish(600)).token();
        var rotated = new ServiceAccountTokens(ISSUER, List.of(Keys.generate(), keys), clock);
        assertThat(rotated.verify(old, List.of(ISSUER))).isInstanceOf(Verification.Valid.class);
        assertThat(tokens.verify(rotated.issue(wish(600)).token(), List.of(ISSUER)))
                .isInstanceOf(Verification.Refused.class);
    }

    @Test
    void aStrangerVerifiesATokenWithThePublishedKeys() throws Exception {
        String token = tokens.issue(wish(600)).token();
        var jwk = tokens.keysDocument().at("keys").elements().getFirst();
        var curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(number(jwk.at("x").text()), number(jwk.at("y").text()));
        var key = KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
        var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(key);
        verifier.update(token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
        assertThat(verifier.verify(Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1))))
                .isTrue();
        assertThat(part(token, 0).at("kid")).isEqualTo(jwk.at("kid"));
        assertThat(tokens.configurationDocument().at("issuer").text()).isEqualTo(ISSUER);
    }

    @Test
    void keysOfTheKindRsaWorkToo() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var rsa = new ServiceAccountTokens(ISSUER, List.of(generator.generateKeyPair()), clock);
        String token = rsa.issue(wish(600)).token();
        assertThat(rsa.verify(token, List.of(ISSUER))).isInstanceOf(Verification.Valid.class);
        assertThat(part(token, 0).at("alg").text()).isEqualTo("RS256");
        assertThat(rsa.keysDocument().at("keys").elements().getFirst().at("e").text())
                .isEqualTo("AQAB");
    }

    private void assertRefused(String token, String audience, String why) {
        assertThat(tokens.verify(token, List.of(audience)))
                .isInstanceOfSatisfying(
                        Verification.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    private static Wish wish(long seconds) {
        return new Wish(
                "plant",
                new BoundObject("sensor", "u1"),
                new BoundObject("p", "u2"),
                new BoundObject("n", "u3"),
                BoundObject.NONE,
                List.of(),
                seconds);
    }

    private static String unsigned(String algorithm, String token) {
        String header = JsonWriter.write(JsonObject.of("alg", algorithm));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    }

    private static JsonObject part(String token, int index) {
        byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]);
        return JsonReader.read(json).object();
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }
}
