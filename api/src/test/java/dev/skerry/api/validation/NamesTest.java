// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The rules for names against the regular expressions that their messages tell clients.
class NamesTest {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABELS = Pattern.compile(LABEL);
    private static final Pattern SUBDOMAINS = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern QUALIFIED = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    /// The ends of all ranges, what lies beside them, and what only looks like a letter.
    private static final String CHARACTERS = "azAZ09-_.\n `{@[/:é１ſ\u0130";

    @Test
    void namesAreRightExactlyWhenTheTextOfTheRuleSaysSo() {
        var random = new Random(20261126);
        for (int i = 0; i < 200_000; i++) {
            String text = text(random);
            assertThat(Names.label(text).isEmpty())
                    .as("label %s", text)
                    .isEqualTo(LABELS.matcher(text).matches());
            assertThat(Names.subdomain(text).isEmpty())
                    .as("subdomain %s", text)
                    .isEqualTo(SUBDOMAINS.matcher(text).matches());
            boolean isQualified = QUALIFIED.matcher(text).matches();
            assertThat(Names.labelValue(text).isEmpty()).as("value %s", text).isEqualTo(isQualified || text.isEmpty());
            if (!text.contains("/")) {
                assertThat(Names.qualified(text).isEmpty()).as("key %s", text).isEqualTo(isQualified);
            }
        }
    }

    @Test
    void aLabelHasAtMost63Characters() {
        assertThat(Names.label("a".repeat(63))).isEmpty();
        assertThat(Names.label("a".repeat(64))).hasSize(1);
        assertThat(Names.labelValue("a".repeat(64))).hasSize(1);
        assertThat(Names.qualified("a".repeat(64))).hasSize(1);
    }

    /// Mostly of what is allowed, so that many are right.
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            int range = random.nextInt(4) == 0 ? CHARACTERS.length() : random.nextBoolean() ? 9 : 2;
            text.append(CHARACTERS.charAt(random.nextInt(range)));
        }
        return text.toString();
    }
}
