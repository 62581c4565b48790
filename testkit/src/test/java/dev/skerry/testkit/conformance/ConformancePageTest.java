// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.testkit.tidy.SourceTree;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConformancePageTest {
    private static final ConformanceName KNOWN =
            new ConformanceName(ConformanceName.Level.A, "auth", "Things should *not* be lost");

    @Test
    void thePageIsWhatTheAnnotationsSay() {
        assertThat(SourceTree.read(ConformancePage.file()))
                .as("run: make conformance")
                .isEqualTo(new ConformancePage(ConformanceName.all(), ConformanceClaim.all()).text());
    }

    @Test
    void everyAnnotationNamesAConformanceTest() {
        Set<String> known =
                ConformanceName.all().stream().map(ConformanceName::name).collect(Collectors.toSet());
        assertThat(ConformanceClaim.all())
                .filteredOn(claim -> !known.contains(claim.name()))
                .isEmpty();
    }

    @Test
    void everyAnnotationIsOnATestThatRuns() {
        assertThat(ConformanceClaim.all()).filteredOn(claim -> !claim.runs()).isEmpty();
    }

    @Test
    void everyNameIsListedOnce() {
        assertThat(ConformanceName.all()).hasSize(446);
        assertThat(ConformanceName.all().stream().map(ConformanceName::name)).doesNotHaveDuplicates();
    }

    @Test
    void aNameThatNoTestClaimsIsNotYetThere() {
        assertThat(new ConformancePage(List.of(KNOWN), List.of()).text())
                .contains("| an API server alone | 1 | 0 |")
                .contains("| Things should \\*not\\* be lost | not yet |");
    }

    @Test
    void aNameThatATestClaimsLinksToIt() {
        var claim = new ConformanceClaim(KNOWN.name(), "a/ThingTest.java", "ThingTest", "nothingIsLost", true);
        assertThat(new ConformancePage(List.of(KNOWN), List.of(claim)).text())
                .contains("| an API server alone | 1 | 1 |")
                .contains("| Things should \\*not\\* be lost | [ThingTest.nothingIsLost](../../a/ThingTest.java) |");
    }
}
