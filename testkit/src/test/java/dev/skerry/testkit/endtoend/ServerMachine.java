// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import dev.skerry.testkit.cluster.SkerryProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One of several server machines: its folder, its network, and the processes on it.
final class ServerMachine {
    private static final int PORT = 6443;

    private final String name;
    private final Path folder;
    private final Namespaces.Namespace network;
    private @Nullable SkerryProcess server;

    ServerMachine(String name, Path folder, Namespaces.Namespace network) throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder.resolve(name));
        this.network = network;
    }

    String name() {
        return name;
    }

    String url() {
        return "https://" + network.inside().getHostAddress() + ":" + PORT;
    }

    /// What a machine shows to become one more server.
    String token() throws IOException {
        return Files.readString(data().resolve("server").resolve("server-token"))
                .strip();
    }

    Path data() {
        return folder.resolve("data");
    }

    /// Starts the server and waits until it is ready.
    void start(String... flags) throws Exception {
        startWithoutWaiting(flags);
        awaitReady();
    }

    void startWithoutWaiting(String... flags) throws Exception {
        Files.deleteIfExists(log());
        server = SkerryProcess.start(network.enter(), log(), arguments(flags));
    }

    void awaitReady() throws Exception {
        Objects.requireNonNull(server).awaitLine("ready ");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private List<String> arguments(String... flags) {
        var arguments = new ArrayList<>(List.of(
                "server",
                "--data-dir",
                data().toString(),
                "--node-name",
                name,
                "--disable-agent",
                "--write-kubeconfig",
                folder.resolve("kubeconfig.yaml").toString()));
        arguments.addAll(List.of(flags));
        return arguments;
    }

    /// Runs a command of the program on this machine to its end; what it printed.
    String run(String... words) throws Exception {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data-dir", data().toString()));
        return SkerryProcess.run(network.enter(), arguments);
    }

    /// As [#run], for a server that ends by itself.
    String runServer(String... flags) throws Exception {
        return SkerryProcess.run(network.enter(), arguments(flags));
    }

    /// The machine is gone: server and etcd end at once.
    void kill() throws Exception {
        killServerAlone();
        etcds().forEach(ProcessHandle::destroyForcibly);
    }

    /// The server ends at once, and its etcd is left behind.
    void killServerAlone() throws Exception {
        if (server != null) {
            server.kill();
        }
    }

    void stop() {
        if (server != null) {
            server.close();
        }
    }

    List<ProcessHandle> etcds() {
        String mark = "--data-dir=" + data().resolve("server").resolve("db").resolve("etcd");
        return ProcessHandle.allProcesses()
                .filter(process -> Arrays.asList(process.info().arguments().orElse(new String[0]))
                        .contains(mark))
                .toList();
    }

    Kubectl kubectl() throws IOException {
        Path reachable = folder.resolve("kubeconfig-reachable.yaml");
        String kubeconfig = Files.readString(folder.resolve("kubeconfig.yaml"));
        Files.writeString(reachable, kubeconfig.replaceAll("server: .*", "server: " + url()));
        Path home = Files.createDirectories(folder.resolve("home"));
        return new Kubectl(Kubectl.installed().getLast(), reachable, home);
    }
}
