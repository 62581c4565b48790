// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.network.cni.PodNetwork.HostPort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With real bridges, namespaces and plugins. Needs root.
@Timeout(60)
class CniBridgeNetworkTest {
    private final int number = ThreadLocalRandom.current().nextInt(1, 65_000);
    private final String bridge = "skt" + number;
    private final String subnet = "10.%d.%d.0/24".formatted(200 + number / 256 % 50, number % 256);

    @TempDir
    private Path state;

    private CniBridgeNetwork network;

    @BeforeEach
    void open() throws Exception {
        network = new CniBridgeNetwork(BridgeSettings.of(bridge, subnet, state));
    }

    @AfterEach
    void clean() throws Exception {
        for (String pod : network.attached()) {
            network.detach(pod);
        }
        assertThat(network.attached()).isEmpty();
        assertThat(leases()).isEmpty();
        ProgramCall.run("ip", "link", "delete", bridge);
        ProgramCall.run("nft", "delete", "table", "ip", "skerry-" + bridge);
    }

    @Test
    void podsReachEachOther() throws Exception {
        var first = network.attach("pod-a", List.of());
        var second = network.attach("pod-b", List.of());
        assertThat(first.addresses()).hasSize(1).isNotEqualTo(second.addresses());
        try (var server = serve(first.namespace(), 8080)) {
            server.await(first.addresses().getFirst(), 8080);
            var client = inNamespace(second.namespace(), "nc", first.addresses().getFirst(), "8080");
            assertThat(client.output()).isEqualTo("hello\n");
        }
        assertThat(network.attached()).containsExactlyInAnyOrder("pod-a", "pod-b");
    }

    @Test
    void aHostPortLeadsToThePod() throws Exception {
        int port = freePort();
        var attachment = network.attach("pod-a", List.of(new HostPort(port, 8080, "tcp", "")));
        String own = InetAddress.getLocalHost().isLoopbackAddress() ? "127.0.0.1" : ownAddress();
        try (var server = serve(attachment.namespace(), 8080)) {
            server.await(attachment.addresses().getFirst(), 8080);
            assertThat(read(own, port)).isEqualTo("hello\n");
        }
        network.detach("pod-a");
        assertThatThrownBy(() -> read(own, port)).isInstanceOf(IOException.class);
    }

    @Test
    void attachingAgainChangesNothing() throws Exception {
        var first = network.attach("pod-a", List.of());
        assertThat(network.attach("pod-a", List.of())).isEqualTo(first);
        var restarted = new CniBridgeNetwork(BridgeSettings.of(bridge, subnet, state));
        assertThat(restarted.attach("pod-a", List.of())).isEqualTo(first);
        assertThat(restarted.attached()).containsExactly("pod-a");
    }

    @Test
    void aPodKeepsItsAddressOverAReboot() throws Exception {
        network.attach("pod-a", List.of());
        var before = network.attach("pod-b", List.of());
        network.detach("pod-a");
        // What a reboot does: namespaces and interfaces are gone, files on disk are not.
        ProgramCall.run(
                "ip", "netns", "delete", before.namespace().getFileName().toString());
        ProgramCall.run("ip", "link", "delete", bridge);
        var restarted = new CniBridgeNetwork(BridgeSettings.of(bridge, subnet, state));
        assertThat(restarted.attach("pod-b", List.of())).isEqualTo(before);
        assertThat(inNamespace(before.namespace(), "ip", "addr").output())
                .contains(before.addresses().getFirst());
    }

    /// The two have networks of their own, and yet see the same names of network namespaces.
    @Test
    void anotherAgentOfThisMachineIsLeftAlone(@TempDir Path elsewhere) throws Exception {
        var attachment = network.attach("pod-a", List.of());
        new CniBridgeNetwork(BridgeSettings.of(bridge, subnet, elsewhere));
        assertThat(attachment.namespace()).exists();
    }

    @Test
    void whatNobodyOwnsIsFreedAtStart() throws Exception {
        Path namespace = network.attach("pod-a", List.of()).namespace();
        Files.delete(state.resolve("pods/pod-a.json"));
        assertThat(leases()).hasSize(1);
        new CniBridgeNetwork(BridgeSettings.of(bridge, subnet, state));
        assertThat(leases()).isEmpty();
        assertThat(namespace).doesNotExist();
    }

    @Test
    void anAttachmentThatWasBrokenOffIsMadeAnew() throws Exception {
        var record = new AttachmentRecord(
                "pod-a", "another boot", List.of(), List.of(), dev.skerry.foundation.json.JsonObject.EMPTY);
        new AttachmentRecords(state.resolve("pods")).write(record);
        ProgramCall.run("ip", "netns", "add", namespaceName());
        assertThat(network.attach("pod-a", List.of()).addresses()).hasSize(1);
    }

    @Test
    void aFailureLeavesNothing() throws Exception {
        var ports = List.of(new HostPort(8080, 80, "no-such-protocol", ""));
        assertThatThrownBy(() -> network.attach("pod-a", ports))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("pod-a");
        assertThat(network.attached()).isEmpty();
        assertThat(leases()).isEmpty();
        assertThat(Path.of("/run/netns", namespaceName())).doesNotExist();
    }

    @Test
    void theBridgeGoesWhenNoPodIsOnIt() throws Exception {
        Path device = Path.of("/sys/class/net", bridge);
        network.attach("pod-a", List.of());
        network.dismantle();
        assertThat(device).exists();
        network.detach("pod-a");
        network.dismantle();
        assertThat(device).doesNotExist();
        // And comes back with the next one.
        assertThat(network.attach("pod-a", List.of()).addresses()).hasSize(1);
    }

    @Test
    void detachingTwiceIsDetachingOnce() throws Exception {
        network.attach("pod-a", List.of());
        network.detach("pod-a");
        network.detach("pod-a");
        network.detach("never-there");
        assertThat(leases()).isEmpty();
    }

    private String namespaceName() {
        return BridgeSettings.of(bridge, subnet, state).namespaceName("pod-a");
    }

    private List<String> leases() throws IOException {
        Path folder = state.resolve("leases").resolve(bridge);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("10."))
                    .toList();
        }
    }

    private static ProgramCall inNamespace(Path namespace, String... busybox) throws Exception {
        var command = new java.util.ArrayList<>(
                List.of("ip", "netns", "exec", namespace.getFileName().toString(), "busybox"));
        command.addAll(List.of(busybox));
        return ProgramCall.run(command, Map.of(), "");
    }

    /// A server in a namespace that says hello to everyone.
    private static Server serve(Path namespace, int port) throws IOException {
        String name = namespace.getFileName().toString();
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        name,
                        "busybox",
                        "nc",
                        "-ll",
                        "-p",
                        Integer.toString(port),
                        "-e",
                        "/bin/echo",
                        "hello")
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        return new Server(process);
    }

    private record Server(Process process) implements AutoCloseable {
        void await(String address, int port) throws Exception {
            for (int i = 0; i < 500; i++) {
                try {
                    read(address, port);
                    return;
                } catch (IOException notYet) {
                    // Waits for the process at most; it does not end, so this is a pause.
                    process.waitFor(10, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            }
            throw new AssertionError("no server at " + address + ":" + port);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    private static String read(String address, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            socket.setSoTimeout(2_000);
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String ownAddress() throws IOException {
        return InetAddress.getLocalHost().getHostAddress();
    }
}
