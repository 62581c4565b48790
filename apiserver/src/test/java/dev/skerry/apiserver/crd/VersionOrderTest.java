// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    @Test
    void stableVersionsComeFirstAndNewerOnesBeforeOlder() {
        assertThat(
                        List.of(
                                        "v1alpha1",
                                        "foo",
                                        "v1",
                                        "v2beta1",
                                        "v10",
                                        "v1beta2",
                                        "v11alpha2",
                                        "bar",
                                        "v2",
                                        "v1beta10")
                                .stream()
                                .sorted(VersionOrder.PREFERRED_FIRST))
                .containsExactly(
                        "v10", "v2", "v1", "v2beta1", "v1beta10", "v1beta2", "v11alpha2", "v1alpha1", "bar", "foo");
    }
}
