// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import dev.skerry.testkit.cluster.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What each client did, and docs/reference/clients.md, which is made of it at the end of a run that was
/// started with `-Dskerry.clients.page=yes`.
///
/// Results stay in a file between runs, so that a run of one client brings only its lines up to date.
/// `make test-clients` begins with an empty one.
final class ClientsPage implements AutoCloseable {
    enum Result {
        PASSES("yes"),
        FAILS("**no**"),
        UNKNOWN_TO_CLIENT("–"),
        MISSING_IN_SKERRY("not yet"),
        NOT_RUN("not run");

        private final String word;

        Result(String word) {
            this.word = word;
        }
    }

    private static final String MATRIX = "kubectl ";
    private static final String HEAD = """
            # Clients

            Programs and libraries of other people against the real program: a server with a node beside it, and \
            containers on it. `make test-clients` runs them all and makes this page; it fails when a client is \
            missing or does not get the answer that it should.

            The oldest and the newest kubectl of the machine, and fabric8's client, run in every `make test` as well.

            yes: it does what its documentation says. –: this version of the client has no such command. not yet: \
            Skerry does not do this yet.

            """;

    private final Map<String, Map<String, Result>> byClient = new TreeMap<>();

    private ClientsPage() {}

    /// With the results of earlier runs.
    static ClientsPage resume() {
        var page = new ClientsPage();
        try {
            if (Files.exists(kept())) {
                for (String line : Files.readAllLines(kept())) {
                    String[] parts = line.split("\t", 3);
                    page.note(parts[0], parts[1], Result.valueOf(parts[2]));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return page;
    }

    synchronized void note(String client, String what, Result result) {
        byClient.computeIfAbsent(client, _ -> new LinkedHashMap<>()).put(what, result);
    }

    @Override
    public synchronized void close() throws IOException {
        var lines = byClient.entrySet().stream()
                .flatMap(client -> client.getValue().entrySet().stream()
                        .map(result -> client.getKey() + "\t" + result.getKey() + "\t" + result.getValue()))
                .toList();
        Files.write(kept(), lines);
        if (System.getProperty("skerry.clients.page", "").equals("yes")) {
            Files.writeString(Checkout.root().resolve("docs/reference/clients.md"), text());
        }
    }

    private static Path kept() {
        return Checkout.root().resolve("clients/target/results.tsv");
    }

    private String text() {
        var kubectls = byClient.keySet().stream()
                .filter(client -> client.startsWith(MATRIX))
                .toList();
        var page = new StringBuilder(HEAD);
        page.append("| client | passes | of those that it knows | Skerry: not yet |\n|---|---:|---:|---:|\n");
        byClient.forEach((client, results) -> page.append("| %s | %d | %d | %d |\n"
                .formatted(
                        client,
                        count(results, Result.PASSES),
                        results.size() - count(results, Result.UNKNOWN_TO_CLIENT),
                        count(results, Result.MISSING_IN_SKERRY))));
        page.append("\n## kubectl\n\n| |");
        kubectls.forEach(client ->
                page.append(' ').append(client.substring(MATRIX.length())).append(" |"));
        page.append("\n|---|").append(":---:|".repeat(kubectls.size())).append('\n');
        kubectls.stream()
                .flatMap(client -> byClient.get(client).keySet().stream())
                .distinct()
                .forEach(what -> page.append(row(what, kubectls)));
        byClient.forEach((client, results) -> {
            if (!kubectls.contains(client)) {
                page.append("\n## %s\n\n".formatted(client));
                results.forEach((what, result) -> page.append("- %s: %s\n".formatted(what, result.word)));
            }
        });
        return page.toString();
    }

    private String row(String what, List<String> clients) {
        return clients.stream()
                .map(client -> byClient.get(client).getOrDefault(what, Result.NOT_RUN).word)
                .collect(Collectors.joining(" | ", "| " + what.replace("|", "\\|") + " | ", " |\n"));
    }

    private static long count(Map<String, Result> results, Result wanted) {
        return results.values().stream().filter(result -> result == wanted).count();
    }
}
