// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers;

import dev.skerry.client.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Plays every file in `src/test/scenarios`.
class ScenarioTest {
    @TestFactory
    List<DynamicTest> scenarios() throws IOException {
        try (var files = Files.list(Path.of("src/test/scenarios"))) {
            return files.sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                        var cluster = new Cluster();
                        Scenario.play(file, cluster::act);
                    }))
                    .toList();
        }
    }
}
