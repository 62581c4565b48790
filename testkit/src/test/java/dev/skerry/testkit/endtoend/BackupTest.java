// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Write;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteSnapshot;
import dev.skerry.store.sqlite.SqliteStore;
import dev.skerry.testkit.cluster.ApiCaller;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import dev.skerry.testkit.cluster.SkerryProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a datastore holds outlives its loss and its moves, with the real program and the real kubectl.
class BackupTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 40_000;

    @TempDir
    Path folder;

    @Test
    void aServerComesBackFromABackupThatWasMadeWhileItWasWrittenTo() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces need root");
        try (var cluster = Cluster.withoutNode(folder)) {
            var caller = ApiCaller.administrator(cluster.reachableKubeconfig());
            for (int i = 0; i < 100; i++) {
                create(caller, "before" + i);
            }
            cluster.kubectl().run("create", "secret", "generic", "login", "--from-literal=password=hunter2");
            backupUnderLoad(cluster, caller);
            create(caller, "after");
            long lost = revision(JsonReader.read(caller.read(MAPS + "/after").body()));
            cluster.killServer();
            removeDatabase(cluster.serverData());
            skerry(cluster, "restore", "one.skerry");
            cluster.startServer();

            String names = cluster.kubectl().run("get", "configmaps", "-o", "name");
            for (int i = 0; i < 100; i++) {
                assertThat(names.lines()).contains("configmap/before" + i);
            }
            assertThat(names).doesNotContain("configmap/after\n");
            assertThat(cluster.kubectl().run("get", "secret", "login", "-o", "jsonpath={.data.password}"))
                    .isEqualTo("aHVudGVyMg==");
            var again = ApiCaller.administrator(cluster.reachableKubeconfig());
            assertThat(again.read(MAPS + "?watch=true&timeoutSeconds=2&resourceVersion=" + lost)
                            .body())
                    .as("a watch from a time that was lost")
                    .contains("410");
            create(again, "new");
            assertThat(revision(JsonReader.read(again.read(MAPS + "/new").body())))
                    .isGreaterThan(lost);
        }
    }

    private static void backupUnderLoad(Cluster cluster, ApiCaller caller) throws Exception {
        var isOver = new AtomicBoolean();
        var written = new AtomicInteger();
        try (var load = new TaskGroup()) {
            load.start("load", () -> {
                while (!isOver.get()) {
                    create(caller, "during" + written.incrementAndGet());
                }
            });
            Json made = skerry(cluster, "backup", "--name", "one.skerry", "-o", "json");
            isOver.set(true);
            load.await();
            assertThat(made.at("entries").longOr(0)).isGreaterThan(100);
            assertThat(skerry(cluster, "backup", "verify", "one.skerry", "-o", "json")
                            .at("sha256"))
                    .isEqualTo(made.at("sha256"));
        }
    }

    private static void removeDatabase(Path data) throws Exception {
        Path database = data.resolve("server").resolve("db");
        try (var files = Files.list(database)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /// Runs a command beside the server; what it answered.
    private static Json skerry(Cluster cluster, String... words) throws Exception {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data-dir", cluster.serverData().toString()));
        return answer(SkerryProcess.run(List.of(), arguments));
    }

    /// The JSON among what was printed: on a busy machine there are words about the progress, too.
    private static Json answer(String printed) {
        return printed.lines()
                .filter(line -> line.startsWith("{"))
                .reduce((_, last) -> last)
                .<Json>map(JsonReader::read)
                .orElseGet(() -> Json.of(printed));
    }

    private static void create(ApiCaller caller, String name) throws Exception {
        var answer = caller.create(
                MAPS,
                "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static long revision(Json object) {
        return Long.parseLong(object.at("metadata", "resourceVersion").text());
    }

    @Test
    void aMoveThatIsKilledInTheMiddleGoesOnWhereItWas() throws Exception {
        Path source = folder.resolve("source.db");
        Path target = folder.resolve("target.db");
        fill(source);
        var arguments = List.of(
                "datastore", "migrate", "--from", "sqlite://" + source, "--to", "sqlite://" + target, "-o", "json");
        try (var killed = SkerryProcess.start(List.of(), folder.resolve("killed.log"), arguments)) {
            Await.until("a part of it has moved", PATIENCE, () -> moved(target) > 1_000);
            killed.kill();
        }
        long before = moved(target);
        assertThat(before).as("it was killed in the middle").isBetween(1_000L, MANY - 1L);

        Json done = answer(SkerryProcess.run(List.of(), arguments));

        assertThat(done.at("entries").longOr(0)).isEqualTo(MANY);
        assertThat(done.at("skipped").longOr(0)).isBetween(before - 1, (long) MANY);
        assertThat(done.at("revision").longOr(0)).isEqualTo(MANY);
        try (var store = SqliteStore.open(target, SqliteConfig.edge())) {
            assertThat(store.revision()).isEqualTo(new Revision(MANY));
            assertThat(store.count("/")).isEqualTo(MANY);
        }
    }

    private static void fill(Path file) {
        byte[] value = ("{\"kind\":\"ConfigMap\",\"metadata\":{},\"data\":{\"x\":\"" + "y".repeat(1_000) + "\"}}")
                .getBytes(UTF_8);
        try (var store = SqliteStore.open(file, SqliteConfig.server())) {
            for (int i = 0; i < MANY; i += 1_000) {
                var writes = new ArrayList<Write>();
                for (int k = i; k < i + 1_000; k++) {
                    writes.add(new Write.Create(new Key("/registry/core/configmaps/default/c" + k), value));
                }
                store.writeAll(writes);
            }
        }
    }

    private static long moved(Path file) {
        if (!Files.exists(file)) {
            return 0;
        }
        try (var snapshot = SqliteSnapshot.open(file, SqliteConfig.edge())) {
            return snapshot.count("/");
        } catch (RuntimeException _) {
            // It is just being made.
            return 0;
        }
    }
}
