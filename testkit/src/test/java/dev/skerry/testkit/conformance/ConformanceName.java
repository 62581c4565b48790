// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.conformance;

import dev.skerry.testkit.tidy.SourceTree;
import java.nio.file.Path;
import java.util.List;

/// One conformance test of Kubernetes, as `names.txt` beside this class lists it.
///
/// @param area the special interest group that owns it
record ConformanceName(Level level, String area, String name) {
    /// What a test needs, from little to much.
    enum Level {
        A("an API server alone"),
        C("controllers and a scheduler"),
        P("containers that run"),
        N("pods that reach each other");

        private final String needs;

        Level(String needs) {
            this.needs = needs;
        }

        String needs() {
            return needs;
        }
    }

    static List<ConformanceName> all() {
        Path list = SourceTree.root().resolve("testkit/src/test/resources/dev/skerry/testkit/conformance/names.txt");
        return SourceTree.read(list)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(ConformanceName::parse)
                .toList();
    }

    private static ConformanceName parse(String line) {
        String[] parts = line.split(" ", 3);
        return new ConformanceName(Level.valueOf(parts[0]), parts[1], parts[2]);
    }
}
