// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three machines, each a server with a member of their etcd.
@Tag("engines")
class ThreeServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Namespaces namespaces = new Namespaces();
    private final List<ServerMachine> machines = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces need root");
        for (String name : List.of("one", "two", "three")) {
            machines.add(new ServerMachine(name, folder, namespaces.create()));
        }
        namespaces.connect();
        first().start("--cluster-init");
        machines.get(1).startWithoutWaiting(joining());
        machines.get(2).startWithoutWaiting(joining());
        machines.get(1).awaitReady();
        machines.get(2).awaitReady();
        awaitVotes("one", "three", "two");
    }

    @AfterEach
    void stop() throws Exception {
        for (ServerMachine machine : machines) {
            machine.stop();
            machine.etcds().forEach(ProcessHandle::destroyForcibly);
        }
        namespaces.close();
    }

    @Test
    void writesGoOnWithoutOneOfThemAndItComesBack() throws Exception {
        for (ServerMachine gone : List.of(first(), machines.get(2))) {
            ServerMachine other = machines.get((machines.indexOf(gone) + 1) % machines.size());
            gone.kill();

            create(other, "without-" + gone.name());

            gone.start(gone == first() ? new String[] {"--cluster-init"} : joining());
            assertThat(read(gone, "without-" + gone.name())).isEqualTo("without-" + gone.name());
        }
        // A server whose etcd it could not take along stops that one, and goes on with its data.
        first().killServerAlone();
        assertThat(first().etcds()).hasSize(1);
        first().start("--cluster-init");
        assertThat(first().etcds()).hasSize(1);
        create(first(), "after-all");
    }

    @Test
    void aSiteIsRestoredFromASnapshotAndAServerIsTakenOut() throws Exception {
        create(first(), "kept");
        first().run("etcd-snapshot", "save", "--name", "test");
        create(first(), "too-late");
        String snapshot = snapshots().getFirst().at("file").text();
        machines.forEach(ServerMachine::stop);

        String said = first().runServer("--cluster-reset", "--cluster-reset-restore-path", snapshot);

        assertThat(said).contains("restored").contains("delete server/db/etcd");
        first().start("--cluster-init");
        assertThat(read(first(), "kept")).isEqualTo("kept");
        assertThat(first().kubectl().tryRun("", "get", "configmap", "too-late").isSuccess())
                .isFalse();
        awaitVotes("one");
        ServerMachine two = machines.get(1);
        delete(two.data().resolve("server").resolve("db").resolve("etcd"));
        two.start(joining());
        assertThat(read(two, "kept")).isEqualTo("kept");
        awaitVotes("one", "two");

        first().run("etcd-member", "remove", "two");

        awaitVotes("one");
        Await.until(
                "the end of the etcd that was removed",
                PATIENCE,
                () -> two.etcds().isEmpty());
        create(first(), "alone");
        first().run("etcd-snapshot", "delete", snapshots().getFirst().at("name").text());
        assertThat(snapshots()).isEmpty();
    }

    private ServerMachine first() {
        return machines.getFirst();
    }

    private String[] joining() throws Exception {
        return new String[] {"--server", first().url(), "--token", first().token()};
    }

    private List<Json> snapshots() throws Exception {
        return JsonReader.read(first().run("etcd-snapshot", "ls", "-o", "json")).elements();
    }

    private void awaitVotes(String... names) throws Exception {
        Await.untilAsserted(PATIENCE, () -> {
            String listed = first().run("etcd-member", "ls", "-o", "json");
            List<String> voters = JsonReader.read(listed).elements().stream()
                    .filter(member -> member.at("state").text().equals("votes"))
                    .map(member -> member.at("name").text())
                    .sorted()
                    .toList();
            assertThat(voters).containsExactly(names);
        });
    }

    private static void create(ServerMachine machine, String name) throws Exception {
        Kubectl kubectl = machine.kubectl();
        // The moment in which a leader is elected is answered 503 at most.
        Await.untilAsserted(
                PATIENCE,
                () -> kubectl.runWith(
                        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'name':'%s'}}"
                                .formatted(name, name)
                                .replace('\'', '"'),
                        "apply",
                        "-f",
                        "-"));
    }

    private static String read(ServerMachine machine, String name) throws Exception {
        return machine.kubectl().run("get", "configmap", name, "-o", "jsonpath={.data.name}");
    }

    private static void delete(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
