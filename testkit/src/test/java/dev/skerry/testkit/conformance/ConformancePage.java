// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.conformance;

import dev.skerry.testkit.conformance.ConformanceName.Level;
import dev.skerry.testkit.tidy.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The scoreboard as a page: `docs/reference/conformance.md`. It can be run straight from its source, without
/// a build; `make conformance` does.
final class ConformancePage {
    private static final String HEAD = """
            # Conformance

            The conformance tests of Kubernetes v1.36, and which test of ours goes through the same behaviour. Ours \
            are written anew and run in `make test`. `make conformance` makes this page from the `@Conformance` \
            annotations on them.

            """;

    private final List<ConformanceName> names;
    private final List<ConformanceClaim> claims;

    ConformancePage(List<ConformanceName> names, List<ConformanceClaim> claims) {
        this.names = List.copyOf(names);
        this.claims = List.copyOf(claims);
    }

    static Path file() {
        return SourceTree.root().resolve("docs/reference/conformance.md");
    }

    public static void main(String[] arguments) throws IOException {
        Files.writeString(file(), new ConformancePage(ConformanceName.all(), ConformanceClaim.all()).text());
    }

    String text() {
        var page = new StringBuilder(HEAD);
        page.append("| needs | tests | pass here |\n|---|---:|---:|\n");
        for (Level level : Level.values()) {
            List<ConformanceName> ofLevel = at(level);
            page.append("| %s | %d | %d |\n"
                    .formatted(
                            level.needs(),
                            ofLevel.size(),
                            ofLevel.stream()
                                    .filter(name -> !testsOf(name).isEmpty())
                                    .count()));
        }
        for (Level level : Level.values()) {
            page.append("\n## It needs %s\n".formatted(level.needs()));
            at(level).stream()
                    .collect(Collectors.groupingBy(ConformanceName::area, TreeMap::new, Collectors.toList()))
                    .forEach((area, ofArea) -> {
                        page.append("\n### %s\n\n| test | passes by |\n|---|---|\n".formatted(area));
                        ofArea.forEach(name -> page.append(row(name)));
                    });
        }
        return page.toString();
    }

    private List<ConformanceName> at(Level level) {
        return names.stream().filter(name -> name.level() == level).toList();
    }

    private List<ConformanceClaim> testsOf(ConformanceName name) {
        return claims.stream().filter(claim -> claim.name().equals(name.name())).toList();
    }

    private String row(ConformanceName name) {
        String tests = testsOf(name).stream()
                .map(claim -> "[%s.%s](../../%s)".formatted(claim.type(), claim.method(), claim.file()))
                .collect(Collectors.joining(", "));
        return "| %s | %s |\n".formatted(escaped(name.name()), tests.isEmpty() ? "not yet" : tests);
    }

    private static String escaped(String name) {
        return name.replaceAll("([*|<>\\[\\]_])", "\\\\$1");
    }
}
