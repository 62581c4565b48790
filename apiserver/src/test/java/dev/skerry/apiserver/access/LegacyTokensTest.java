// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.authentication.LegacyTokenVerifier;
import dev.skerry.apiserver.authentication.TokenVerifier.Verdict;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.BoundObject;
import dev.skerry.security.token.LegacyTokens;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tokens that live in Secrets.
class LegacyTokensTest {
    private final ObjectTable objects = new ObjectTable();
    private final LegacyTokens tokens = new LegacyTokens(List.of(Keys.generate()));
    private final LegacyTokenVerifier verifier = new LegacyTokenVerifier(tokens, objects, "api");
    private final String token = issue(tokens);

    LegacyTokensTest() {
        objects.put("serviceaccounts", "{'metadata':{'namespace':'plant','name':'sensor','uid':'sa-1'}}");
        keep(token);
    }

    @Test
    void itIsItsAccounts() {
        assertThat(verifier.verify(token, List.of("api"))).isInstanceOfSatisfying(Verdict.Accepted.class, known -> {
            assertThat(known.identity().name()).isEqualTo("system:serviceaccount:plant:sensor");
            assertThat(known.identity().uid()).isEqualTo("sa-1");
            assertThat(known.identity().groups()).contains("system:serviceaccounts:plant");
        });
    }

    @Test
    void itIsMeantForTheApiAlone() {
        assertThat(verifier.verify(token, List.of("vault"))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void itDiesWithItsSecretItsAccountAndItsReplacement() {
        keep("another token");
        assertThat(verifier.verify(token, List.of("api"))).isInstanceOf(Verdict.Refused.class);
        keep(token);
        objects.put("serviceaccounts", "{'metadata':{'namespace':'plant','name':'sensor','uid':'sa-2'}}");
        assertThat(verifier.verify(token, List.of("api"))).isInstanceOf(Verdict.Refused.class);
        objects.put("serviceaccounts", "{'metadata':{'namespace':'plant','name':'sensor','uid':'sa-1'}}");
        objects.remove("secrets", new ObjectName("plant", "forever"));
        assertThat(verifier.verify(token, List.of("api"))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatOthersSignedIsForged() {
        String forged = issue(new LegacyTokens(List.of(Keys.generate())));
        keep(forged);
        assertThat(verifier.verify(forged, List.of("api"))).isInstanceOf(Verdict.Refused.class);
        assertThat(verifier.verify("abcdef.0123456789abcdef", List.of("api"))).isInstanceOf(Verdict.Foreign.class);
    }

    private static String issue(LegacyTokens tokens) {
        return tokens.issue(new LegacyTokens.Claims("plant", new BoundObject("sensor", "sa-1"), "forever"));
    }

    private void keep(String text) {
        String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        objects.put(
                "secrets",
                "{'metadata':{'namespace':'plant','name':'forever'},'data':{'token':'%s'}}".formatted(base64));
    }
}
