// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.rpc.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real etcd of one member, or a member of several, as Debian packages it, on free ports of the loopback.
/// It can be killed, held (as if its cable were pulled) and started again on the same data.
public final class EtcdServer {
    private static final int LISTENING_TRIES = 3_000;

    private final Path folder;
    private final String name;
    private final int port;
    private final int peerPort;
    private final List<String> flags;
    private @Nullable Process process;

    private EtcdServer(Path folder, String name, int port, int peerPort, List<String> flags) {
        this.folder = folder;
        this.name = name;
        this.port = port;
        this.peerPort = peerPort;
        this.flags = new ArrayList<>(flags);
    }

    /// A cluster of one, running.
    public static EtcdServer alone(Path folder, String... flags) throws Exception {
        EtcdServer server = new EtcdServer(folder, "alone", freePort(), freePort(), List.of(flags));
        server.flags.add("--initial-cluster=alone=" + server.peerUrl());
        server.start();
        server.awaitListening();
        return server;
    }

    /// A cluster of three, running.
    static List<EtcdServer> three(Path folder, String... flags) throws Exception {
        var servers = new ArrayList<EtcdServer>();
        for (String name : List.of("one", "two", "three")) {
            servers.add(new EtcdServer(folder.resolve(name), name, freePort(), freePort(), List.of(flags)));
        }
        String all = String.join(
                ",",
                servers.stream()
                        .map(server -> server.name + "=" + server.peerUrl())
                        .toList());
        for (EtcdServer server : servers) {
            server.flags.add("--initial-cluster=" + all);
            server.start();
        }
        for (EtcdServer server : servers) {
            server.awaitListening();
        }
        return servers;
    }

    private boolean isTls() {
        return flags.stream().anyMatch(flag -> flag.startsWith("--cert-file"));
    }

    public String url() {
        return (isTls() ? "https" : "http") + "://127.0.0.1:" + port;
    }

    private String peerUrl() {
        return "http://127.0.0.1:" + peerPort;
    }

    Address address() {
        return Address.parse(url());
    }

    String name() {
        return name;
    }

    public void start() throws IOException {
        Files.createDirectories(folder);
        var command = new ArrayList<>(List.of(
                "etcd",
                "--name=" + name,
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=" + url(),
                "--advertise-client-urls=" + url(),
                "--listen-peer-urls=" + peerUrl(),
                "--initial-advertise-peer-urls=" + peerUrl(),
                "--log-level=warn",
                "--log-outputs=stderr"));
        command.addAll(flags);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /// Starts it again where nobody but the caller finds it.
    EtcdServer startElsewhere() throws Exception {
        var elsewhere = new EtcdServer(folder, name, freePort(), peerPort, flags);
        elsewhere.start();
        elsewhere.awaitListening();
        return elsewhere;
    }

    public void awaitListening() throws Exception {
        for (int i = 0; i < LISTENING_TRIES; i++) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException _) {
                if (process().waitFor(10, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw new IllegalStateException("etcd does not listen: " + Files.readString(folder.resolve("log")));
    }

    /// As a power cut does.
    public void kill() throws InterruptedException {
        process().destroyForcibly().waitFor();
    }

    /// It says nothing any more, and keeps its connections: as behind a cable that was pulled.
    public void hold() throws Exception {
        signal("STOP");
    }

    public void release() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, "" + process().pid()).start().waitFor();
    }

    boolean isLeader() throws Exception {
        String[] fields = ctl("endpoint", "status").split(", ");
        return "true".equals(fields[4]);
    }

    private Process process() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    /// What etcd's own client says.
    public String ctl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + url()));
        command.addAll(List.of(arguments));
        Process etcdctl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(etcdctl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (etcdctl.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + said);
        }
        return said;
    }

    /// Also if it is held.
    public void stop() throws Exception {
        kill();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
