// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.testkit.cluster.ApiCaller;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import dev.skerry.testkit.cluster.SkerryProcess;
import dev.skerry.testkit.tidy.SourceTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose disk is full, whose database is damaged, or that is killed while it is written to.
class ServerFaultsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int WRITERS = 8;
    private static final int ROUNDS = 3;
    private static final int WRITES_BEFORE_KILL = 300;

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        assumeTrue(Namespaces.isPossible(), "network namespaces and mounts need root");
    }

    @Test
    void nothingAcknowledgedIsLostWhenItIsKilled() throws Exception {
        try (var cluster = Cluster.withoutNode(folder)) {
            var acknowledged = new ConcurrentHashMap<String, String>();
            for (int round = 0; round < ROUNDS; round++) {
                writeUntilKilled(cluster, round, acknowledged);
                cluster.startServer();
                assertThat(versions(cluster)).containsAllEntriesOf(acknowledged);
            }
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * WRITES_BEFORE_KILL);
        }
    }

    private static void writeUntilKilled(Cluster cluster, int round, Map<String, String> acknowledged)
            throws Exception {
        int before = acknowledged.size();
        var isDead = new AtomicBoolean();
        var caller = ApiCaller.administrator(cluster.reachableKubeconfig());
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = "r" + round + "-w" + writer + "-";
                writers.submit(() -> {
                    for (int i = 0; !isDead.get(); i++) {
                        write(caller, prefix + i, acknowledged);
                    }
                    return null;
                });
            }
            Await.until("enough writes", Cluster.PATIENCE, () -> acknowledged.size() >= before + WRITES_BEFORE_KILL);
            cluster.killServer();
            isDead.set(true);
        }
    }

    private static void write(ApiCaller caller, String name, Map<String, String> acknowledged)
            throws InterruptedException {
        try {
            String body = "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"" + "v".repeat(500) + "\"}}";
            var answer = caller.create(MAPS, "application/json", body);
            if (answer.statusCode() == 201) {
                acknowledged.put(name, version(JsonReader.read(answer.body())));
            }
        } catch (IOException _) {
            // Killed before it answered: it may be there or not.
        }
    }

    private static Map<String, String> versions(Cluster cluster) throws Exception {
        var caller = ApiCaller.administrator(cluster.reachableKubeconfig());
        var versions = new TreeMap<String, String>();
        for (Json map : JsonReader.read(caller.read(MAPS).body()).at("items").elements()) {
            versions.put(map.at("metadata", "name").text(), version(map));
        }
        return versions;
    }

    private static String version(Json object) {
        return object.at("metadata", "resourceVersion").text();
    }

    @Test
    void aFullDiskRefusesWritesServesReadsAndMends() throws Exception {
        Path data = Files.createDirectories(folder.resolve("server"));
        Namespaces.run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", data.toString());
        try (var cluster = Cluster.withoutNode(folder)) {
            var caller = ApiCaller.administrator(cluster.reachableKubeconfig());
            Path ballast = fill(data);
            String large = "x".repeat(500_000);
            Await.until("a write to be refused", Cluster.PATIENCE, () -> {
                String body = "{\"metadata\":{\"generateName\":\"fill-\"},\"data\":{\"k\":\"" + large + "\"}}";
                var answer = caller.create(MAPS, "application/json", body);
                if (answer.statusCode() != 201) {
                    assertThat(answer.statusCode()).isEqualTo(507);
                    assertThat(answer.body()).contains("\"status\":\"Failure\"").contains("no space left to write");
                }
                return answer.statusCode() == 507;
            });
            assertThat(caller.read(MAPS).statusCode()).isEqualTo(200);
            assertThat(cluster.kubectl().run("get", "namespaces")).contains("kube-system");

            Files.delete(ballast);
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(caller.create(
                                            MAPS, "application/json", "{\"metadata\":{\"generateName\":\"mended-\"}}")
                                    .statusCode())
                            .isEqualTo(201));
        } finally {
            Namespaces.run("umount", "-l", data.toString());
        }
    }

    /// Takes the space that is left, but for a little.
    private static Path fill(Path disk) throws IOException {
        Path ballast = disk.resolve("ballast");
        long left = Files.getFileStore(disk).getUsableSpace() - (1 << 20);
        Files.write(ballast, new byte[(int) left]);
        return ballast;
    }

    @Test
    void aDamagedDatabaseIsNamedAndNotServed() throws Exception {
        try (var cluster = Cluster.withoutNode(folder)) {
            var caller = ApiCaller.administrator(cluster.reachableKubeconfig());
            for (int i = 0; i < 50; i++) {
                write(caller, "map-" + i, new TreeMap<>());
            }
            cluster.stopServer();
            Path database = folder.resolve("server/server/db/state.db");
            damage(database);
            assertThatThrownBy(cluster::startServer)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the process ended with code 1")
                    .hasMessageContaining(database + " is corrupt")
                    .hasMessageNotContaining("ready https");
        }
    }

    private static void damage(Path database) throws IOException {
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            for (long page = 1; page * 4096 < file.length(); page += 3) {
                file.seek(page * 4096 + 100);
                file.write("not what was written here".repeat(20).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        }
    }

    /// The disk says of the next sync of the log that it failed. Nothing that the process says could be trusted
    /// any more, so it ends; its supervisor starts it anew.
    @Test
    void aDiskThatDoesNotKeepWhatItIsToldEndsTheServer() throws Exception {
        Path data = folder.resolve("data");
        Path arm = folder.resolve("armed");
        Path kubeconfig = folder.resolve("kubeconfig.yaml");
        var disk = List.of(
                "env",
                "LD_PRELOAD=" + faultyDisk(),
                "DISK_FOLDER=" + data.resolve("server/db"),
                "DISK_ARM=" + arm,
                "DISK_FAIL=sync:-wal:1:5:1");
        var arguments = List.of(
                "server",
                "--disable-agent",
                "--data-dir=" + data,
                "--https-listen-port=0",
                "--bind-address=127.0.0.1",
                "--write-kubeconfig=" + kubeconfig);
        try (var server = SkerryProcess.start(disk, folder.resolve("server.log"), arguments)) {
            server.awaitLine("ready ");
            var caller = ApiCaller.administrator(kubeconfig);
            Files.createFile(arm);
            write(caller, "map", new TreeMap<>());
            server.awaitEnd();
            assertThat(server.printed()).contains("the disk could not keep what was written to", "state.db");

            Files.delete(arm);
            try (var again = SkerryProcess.start(List.of(), folder.resolve("again.log"), arguments)) {
                again.awaitLine("ready ");
            }
        }
    }

    private Path faultyDisk() throws IOException, InterruptedException {
        Path library = folder.resolve("faultydisk.so");
        Path source = SourceTree.root().resolve("store/src/test/native/faultydisk.c");
        int code = new ProcessBuilder(
                        "gcc",
                        "-shared",
                        "-fPIC",
                        "-O1",
                        "-o",
                        library.toString(),
                        source.toString(),
                        "-ldl",
                        "-lpthread")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).as("gcc").isZero();
        return library;
    }
}
