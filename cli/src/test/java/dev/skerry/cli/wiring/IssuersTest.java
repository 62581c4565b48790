// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.authentication.TokenVerifier;
import dev.skerry.apiserver.authentication.TokenVerifier.Verdict;
import dev.skerry.apiserver.authentication.oidc.AuthenticationConfiguration;
import dev.skerry.apiserver.authentication.oidc.AuthenticationConfiguration.Classic;
import dev.skerry.apiserver.authentication.oidc.IssuerSettings;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.Clock;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// People whom a real issuer vouches for, over TLS.
@Timeout(30)
class IssuersTest {
    private final Leaping clock = new Leaping();
    private final TaskGroup tasks = new TaskGroup();
    private SmallIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        issuer = new SmallIssuer();
    }

    @AfterEach
    void stop() {
        tasks.close();
        issuer.close();
    }

    @Test
    void aTokenOfTheIssuerSaysWhoItsHolderIs() throws Exception {
        var issuers = trusting(configured("""
                claimMappings:
                  username: {claim: sub, prefix: "sso:"}
                  groups: {claim: teams, prefix: "sso:"}
                  uid: {claim: number}
                claimValidationRules: [{claim: realm, requiredValue: plant}]
                """));
        var claims = claims().with("teams", Json.of(List.of("ops", "night")))
                .with("number", "7")
                .with("realm", "plant");
        Identity jane = accepted(issuers, issuer.token(claims));
        assertThat(jane.name()).isEqualTo("sso:jane");
        assertThat(jane.groups()).containsExactly("sso:ops", "sso:night");
        assertThat(jane.uid()).isEqualTo("7");
        assertThat(jane.extra()).containsEntry("authentication.kubernetes.io/credential-id", List.of("JTI=t-1"));
        assertThat(accepted(issuers, issuer.token(claims.with("teams", "ops"))).groups())
                .as("one group may stand without brackets")
                .containsExactly("sso:ops");
        assertThat(refused(issuers, issuer.token(claims.with("realm", "lab")))).contains("realm");
        assertThat(refused(issuers, issuer.token(claims.with("teams", Json.of(5)))))
                .contains("neither text nor");
    }

    @Test
    void aTokenThatIsNotGoodIsRefused() throws Exception {
        var issuers = trusting(classic());
        String good = issuer.token(claims());
        assertThat(accepted(issuers, good).name()).isEqualTo(issuer.url() + "#jane");
        assertThat(refused(issuers, issuer.token(claims().with("aud", "others"))))
                .contains("audience");
        assertThat(refused(issuers, good.substring(0, good.lastIndexOf('.')) + ".AAAA"))
                .contains("signature");
        assertThat(refused(issuers, good.substring(0, good.lastIndexOf('.')) + "."))
                .contains("signature");
        String unsigned = "eyJhbGciOiJub25lIn0" + good.substring(good.indexOf('.'), good.lastIndexOf('.')) + ".";
        assertThat(refused(issuers, unsigned)).contains("signed with \"none\"");
        String shared = "eyJhbGciOiJIUzI1NiJ9" + good.substring(good.indexOf('.'));
        assertThat(refused(issuers, shared)).contains("signed with \"HS256\"");
        assertThat(refused(issuers, issuer.token(claims().with("nbf", seconds(Duration.ofHours(1))))))
                .contains("not valid yet");
        assertThat(refused(issuers, issuer.token(claims().without("sub"))))
                .contains("parse username claims \"sub\": claim not present");
        assertThat(verdict(issuers, issuer.token(claims().with("exp", seconds(Duration.ofSeconds(-1))))))
                .isInstanceOf(Verdict.Expired.class);
        assertThat(verdict(issuers, issuer.token(claims().without("exp")))).isInstanceOf(Verdict.Expired.class);
        assertThat(verdict(issuers, "abcdef.0123456789abcdef")).isInstanceOf(Verdict.Foreign.class);
    }

    @Test
    void aFreshKeyIsFetchedOnceAndStrangersCannotMakeUsAskAgainAndAgain() throws Exception {
        var issuers = trusting(classic());
        assertThat(accepted(issuers, issuer.token(claims())).name()).endsWith("#jane");
        int before = issuer.fetches();
        for (int i = 0; i < 20; i++) {
            assertThat(accepted(issuers, issuer.token(claims())).name()).endsWith("#jane");
        }
        assertThat(issuer.fetches()).as("keys are kept").isEqualTo(before);
        issuer.rotate("second");
        assertThat(refused(issuers, issuer.token(claims())))
                .as("asked a moment ago")
                .contains("signature");
        clock.leap(Duration.ofSeconds(11));
        assertThat(accepted(issuers, issuer.token(claims())).name()).endsWith("#jane");
        int after = issuer.fetches();
        issuer.rotate("made up by a stranger");
        for (int i = 0; i < 20; i++) {
            assertThat(refused(issuers, issuer.token(claims()))).contains("signature");
        }
        assertThat(issuer.fetches()).isEqualTo(after);
    }

    @Test
    void peopleAreKnownWhileTheirIssuerIsAway() throws Exception {
        var issuers = trusting(classic());
        String token = issuer.token(claims());
        assertThat(accepted(issuers, token).name()).endsWith("#jane");
        issuer.close();
        clock.leap(Duration.ofMinutes(30));
        assertThat(accepted(issuers, token).name()).endsWith("#jane");
    }

    @Test
    void aServerThatTheAuthorityDoesNotVouchForIsNotBelieved() throws Exception {
        try (var other = new SmallIssuer()) {
            var settings = new Classic(issuer.url(), "plant", "sub", "", "", "");
            var issuers =
                    trusting(AuthenticationConfiguration.classic(settings, Map.of(), other.authorityPem(), Set.of()));
            assertThat(refused(issuers, issuer.token(claims()))).contains("signature");
        }
    }

    @Test
    void aMailAddressCountsOnceItIsVerified() throws Exception {
        var flags = new Classic(issuer.url(), "plant", "email", "", "", "");
        var issuers = trusting(AuthenticationConfiguration.classic(flags, Map.of(), issuer.authorityPem(), Set.of()));
        var claims = claims().with("email", "jane@plant.example");
        assertThat(accepted(issuers, issuer.token(claims)).name()).isEqualTo("jane@plant.example");
        assertThat(refused(issuers, issuer.token(claims.with("email_verified", Json.of(false)))))
                .contains("email not verified");
    }

    @Test
    void expressionsSayWhoThePeopleOfEachIssuerAre() throws Exception {
        try (var other = new SmallIssuer()) {
            String mapping = """
                    claimMappings:
                      username: {expression: "'%s:' + claims.sub"}
                      groups: {expression: "claims.roles.split(',')"}
                      extra: [{key: plant.example/shift, valueExpression: "claims.?shift.orValue('')"}]
                    userValidationRules:
                    - {expression: "!user.username.endsWith(':root')", message: no roots}
                    """;
            String second = file(mapping.formatted("b"), other).replaceFirst("(?s).*jwt:\n", "");
            var issuers = trusting(read(file(mapping.formatted("a")) + second));
            var claims = claims().with("roles", "ops,night");
            Identity jane = accepted(issuers.verifiers().get(0), issuer.token(claims));
            assertThat(jane.name()).isEqualTo("a:jane");
            assertThat(jane.groups()).containsExactly("ops", "night");
            assertThat(jane.extra()).doesNotContainKey("plant.example/shift");
            Identity hers = accepted(issuers.verifiers().get(1), other.token(claims.with("shift", "early")));
            assertThat(hers.name()).isEqualTo("b:jane");
            assertThat(hers.extra()).containsEntry("plant.example/shift", List.of("early"));
            assertThat(refused(issuers, issuer.token(claims.with("sub", "root"))))
                    .isEqualTo("oidc: error evaluating user info validation rule: validation expression"
                            + " '!user.username.endsWith(':root')' failed: no roots");
            assertThat(issuers.verifiers().get(1).verify(issuer.token(claims), List.of("api")))
                    .isInstanceOf(Verdict.Foreign.class);
        }
    }

    @Test
    void aConfigurationThatCannotBeMeantIsRefusedWithItsPlace() {
        record Case(String from, String to, String why) {}
        String good = file("claimMappings: {username: {claim: sub, prefix: \"\"}}\n");
        for (var c : List.of(
                new Case("https://", "http://", "jwt[0].issuer.url: Invalid value: \"http://127.0.0.1"),
                new Case("audiences: [plant]", "audiences: []", "jwt[0].issuer.audiences: Required value"),
                new Case("kind: AuthenticationConfiguration", "kind: Pod", "AuthenticationConfiguration"))) {
            assertThat(good).contains(c.from);
            assertThatThrownBy(() -> read(good.replace(c.from, c.to))).as(c.to).hasMessageContaining(c.why);
        }
    }

    private Issuers trusting(IssuerSettings settings) {
        return trusting(List.of(settings));
    }

    private Issuers trusting(List<IssuerSettings> settings) {
        var denied = new DenyList(new ObjectStorage(new MemoryStore()));
        var issuers = Issuers.of(settings, denied, clock);
        issuers.start(tasks);
        return issuers;
    }

    private IssuerSettings classic() {
        var flags = new Classic(issuer.url(), "plant", "sub", "", "", "");
        return AuthenticationConfiguration.classic(flags, Map.of(), issuer.authorityPem(), Set.of());
    }

    private IssuerSettings configured(String more) {
        return read(file(more)).getFirst();
    }

    private String file(String more) {
        return file(more, issuer);
    }

    private static String file(String more, SmallIssuer issuer) {
        return """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                jwt:
                - issuer:
                    url: %s
                    audiences: [plant]
                    certificateAuthority: |
                %s
                %s""".formatted(issuer.url(), issuer.authorityPem().indent(6), more.indent(2));
    }

    private static List<IssuerSettings> read(String text) {
        return AuthenticationConfiguration.read(YamlReader.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonObject claims() {
        return JsonObject.of(
                "sub", "jane", "aud", "plant", "jti", "t-1", "exp", clock.now().getEpochSecond() + 7200);
    }

    private Json seconds(Duration fromNow) {
        return Json.of(clock.now().plus(fromNow).getEpochSecond());
    }

    private static Identity accepted(TokenVerifier verifier, String token) {
        var verdict = verifier.verify(token, List.of("api"));
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).identity();
    }

    private static Verdict verdict(Issuers issuers, String token) {
        return issuers.verifiers().getFirst().verify(token, List.of("api"));
    }

    private static Identity accepted(Issuers issuers, String token) {
        return accepted(issuers.verifiers().getFirst(), token);
    }

    private static String refused(Issuers issuers, String token) {
        var verdict = verdict(issuers, token);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).why();
    }

    /// The real clock, and time that a test adds to it.
    private static final class Leaping implements Clock {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void leap(Duration time) {
            ahead.accumulateAndGet(time, Duration::plus);
        }

        @Override
        public Instant now() {
            return SystemClock.CLOCK.now().plus(ahead.get());
        }

        @Override
        public long nanos() {
            return SystemClock.CLOCK.nanos() + ahead.get().toNanos();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            SystemClock.CLOCK.sleep(duration);
        }
    }
}
