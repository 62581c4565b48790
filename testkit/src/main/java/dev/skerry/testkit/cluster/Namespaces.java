// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Network namespaces of a test's own, each joined to the test by a pair of virtual interfaces. So every
/// node has a network to itself, as on a machine of its own, and no test meets another or a running Skerry.
public final class Namespaces implements AutoCloseable {
    /// One namespace: the test reaches it at `inside`, it reaches the test at `outside`.
    public record Namespace(String name, InetAddress inside, InetAddress outside) {
        /// Words before a command that run it there. Only the network differs: mounts are the machine's, so
        /// that what a process mounted outlives it.
        public List<String> enter() {
            return List.of("nsenter", "--net=/run/netns/" + name);
        }
    }

    /// 198.18.0.0/15 is set aside for tests (RFC 2544), so it is nobody's real network.
    private static final String PREFIX = "198.18.";

    private static int made;

    private final List<Namespace> namespaces = new ArrayList<>();
    private final List<String> interfaces = new ArrayList<>();

    public static boolean isPossible() {
        return System.getProperty("user.name").equals("root");
    }

    public Namespace create() throws Exception {
        int number = next();
        String name = "skerry-" + ProcessHandle.current().pid() + "-" + number;
        String near = "skt" + ProcessHandle.current().pid() % 100_000 + "n" + number;
        String outside = PREFIX + (number / 64 + pidPart()) + "." + (number % 64 * 4 + 1);
        String inside = PREFIX + (number / 64 + pidPart()) + "." + (number % 64 * 4 + 2);
        run("ip", "netns", "add", name);
        run("ip", "link", "add", near, "type", "veth", "peer", "name", "eth0", "netns", name);
        run("ip", "address", "add", outside + "/30", "dev", near);
        run("ip", "link", "set", near, "up");
        run("ip", "-n", name, "address", "add", inside + "/30", "dev", "eth0");
        run("ip", "-n", name, "link", "set", "eth0", "up");
        run("ip", "-n", name, "link", "set", "lo", "up");
        run("ip", "-n", name, "route", "add", "default", "via", outside);
        var namespace = new Namespace(name, InetAddress.getByName(inside), InetAddress.getByName(outside));
        namespaces.add(namespace);
        interfaces.add(near);
        return namespace;
    }

    /// Lets those that are there reach each other, through this machine.
    public void connect() throws IOException {
        for (String near : interfaces) {
            Files.writeString(Path.of("/proc/sys/net/ipv4/conf", near, "forwarding"), "1");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            for (Namespace namespace : namespaces) {
                run("ip", "netns", "delete", namespace.name());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while network namespaces were taken down");
        }
    }

    private static synchronized int next() {
        return made++;
    }

    private static int pidPart() {
        return (int) (ProcessHandle.current().pid() % 250);
    }

    public static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + printed);
        }
        return printed;
    }
}
