// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// Writes docs/reference/oracle.md.
record OraclePage(Comparison comparison, KnownDifferences known, List<Difference> unknown) {
    private static final String HEAD = """
            # Beside kube-apiserver

            The same requests to Skerry's API server and to kube-apiserver v1.36.0 (API alone on both sides: no \
            controllers, no nodes), and whether the answers are the same: code, media type, warnings and every field \
            of the document, after a word was put for uids, resource versions, times, allocated addresses and ports, \
            and generated suffixes. `make test-oracle` asks again and makes this page; it fails when an answer differs \
            in a way that is not listed below.

            | what | requests | the same |
            |---|---:|---:|
            """;

    private static final String NOT_YET = "not mended yet";

    private void section(StringBuilder text, String title, String about, Predicate<KnownDifferences.Known> isOfIt) {
        text.append("\n## " + title + "\n\n" + about + "| where | in what | why |\n|---|---|---|\n");
        known.met().stream()
                .filter(isOfIt)
                .forEach(one -> text.append("| %s | `%s` | %s |\n".formatted(one.step(), one.path(), one.reason())));
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder(HEAD);
        comparison
                .tallies()
                .forEach((area, tally) -> text.append("| %s | %d | %d |\n".formatted(area, tally.asked, tally.same)));
        int asked = comparison.tallies().values().stream()
                .mapToInt(tally -> tally.asked)
                .sum();
        int same = comparison.tallies().values().stream()
                .mapToInt(tally -> tally.same)
                .sum();
        text.append("| **all** | **%d** | **%d** |\n".formatted(asked, same));
        text.append("\n## Known differences\n\n| where | in what | why |\n|---|---|---|\n");
        known.met().forEach(one -> text.append("| %s | `%s` | %s |\n".formatted(one.step(), one.path(), one.reason())));
        if (!unknown.isEmpty()) {
            text.append("\n%d differences are not explained yet.\n".formatted(unknown.size()));
        }
        Files.writeString(file, text);
    }
}
