// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTokenTest {
    private static final String AUTHORITY = "0123456789abcdef".repeat(4);

    @Test
    void aTokenIsReadBackAsItWasWritten() {
        var authority = CertificateAuthority.create("ca", SystemClock.CLOCK).certificate();
        var token = JoinToken.create(authority, new SecureRandom());
        assertThat(JoinToken.parse(" " + token.format() + "\n")).isEqualTo(token);
        assertThat(token.names(authority)).isTrue();
        assertThat(JoinToken.isBearer(token.bearer())).isTrue();
    }

    @Test
    void theSecretIsNotShownByAccident() {
        var token = new JoinToken(AUTHORITY, "abcdef", "0123456789abcdef");
        assertThat(token.toString()).isEqualTo("JoinToken abcdef");
    }

    @Test
    void otherFormsAreRefusedWithoutRepeatingThem() {
        for (String bad : List.of(
                "",
                "secretsecret",
                "K10" + AUTHORITY + "::abcdef",
                "K10" + AUTHORITY + "::abcdef.short",
                "K10" + AUTHORITY + ":abcdef.0123456789abcdef",
                "K11" + AUTHORITY + "::abcdef.0123456789abcdef",
                "K10" + AUTHORITY.toUpperCase(java.util.Locale.ROOT) + "::abcdef.0123456789abcdef",
                "K10" + AUTHORITY + "::abcdef.0123456789abcdefg")) {
            assertThatThrownBy(() -> JoinToken.parse(bad))
                    .isInstanceOf(MalformedTokenException.class)
                    .hasMessageStartingWith("a join token has the form");
        }
    }
}
