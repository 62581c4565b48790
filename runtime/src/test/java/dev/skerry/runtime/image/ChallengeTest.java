// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void aBearerChallengeTellsWhereTheTokenIs() {
        var challenge = Challenge.parse(
                "Bearer realm=\"https://auth.example/token\",service=\"reg, one\",scope=\"repository:a/b:pull,push\"");
        assertThat(challenge)
                .isEqualTo(new Challenge.Bearer("https://auth.example/token", "reg, one", "repository:a/b:pull,push"));
        assertThat(((Challenge.Bearer) challenge).address("ignored"))
                .isEqualTo("https://auth.example/token?scope=repository%3Aa%2Fb%3Apull%2Cpush&service=reg%2C+one");
    }

    @Test
    void withoutAScopeOursIsAskedFor() {
        var challenge = (Challenge.Bearer) Challenge.parse("bearer realm=\"https://auth.example/t?x=1\"");
        assertThat(challenge.address("repository:a:pull"))
                .isEqualTo("https://auth.example/t?x=1&scope=repository%3Aa%3Apull");
    }

    @Test
    void othersAreRecognised() {
        assertThat(Challenge.parse("Basic realm=\"x\"")).isEqualTo(new Challenge.Basic());
        assertThat(Challenge.parse("Bearer")).isEqualTo(new Challenge.Unknown());
        assertThat(Challenge.parse("Negotiate")).isEqualTo(new Challenge.Unknown());
        assertThat(Challenge.parse("null")).isEqualTo(new Challenge.Unknown());
    }
}
