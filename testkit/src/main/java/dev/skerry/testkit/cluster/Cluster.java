// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A server and agents as processes of their own, in network namespaces of their own, in a folder of their
/// own. Closing it stops them and every container they ran.
public final class Cluster implements AutoCloseable {
    public static final int PORT = 6443;
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Where an agent lives: its folder, its network, and the road to its server.
    public record Site(String node, Path data, Namespaces.Namespace network, CuttableLink link) {}

    private final Path folder;
    private final Namespaces namespaces = new Namespaces();
    private final Namespaces.Namespace serverNetwork;
    private final List<Site> sites = new ArrayList<>();
    private final Map<Site, SkerryProcess> agents = new HashMap<>();
    private final List<String> serverFlags;
    private SkerryProcess server;

    private Cluster(Path folder, List<String> flags) throws Exception {
        this.folder = folder;
        this.serverNetwork = namespaces.create();
        this.serverFlags = flags;
        this.server = launchServer();
    }

    /// A server with a node beside it in the same process.
    public static Cluster withNode(Path folder) throws Exception {
        return new Cluster(folder, List.of("--node-name", "local"));
    }

    /// A server alone; agents are added with [#addAgent].
    public static Cluster withoutNode(Path folder) throws Exception {
        return new Cluster(folder, List.of("--disable-agent"));
    }

    private SkerryProcess launchServer() throws Exception {
        var arguments = new ArrayList<>(
                List.of("server", "--data-dir", folder.resolve("server").toString()));
        // Tests reach it at the one address, agents through their links at the other.
        arguments.addAll(List.of("--tls-san", serverNetwork.inside().getHostAddress()));
        arguments.addAll(List.of("--tls-san", serverNetwork.outside().getHostAddress()));
        arguments.addAll(List.of("--write-kubeconfig", kubeconfig().toString()));
        arguments.addAll(serverFlags);
        Files.createDirectories(folder);
        Files.deleteIfExists(serverLog());
        var started = SkerryProcess.start(serverNetwork.enter(), serverLog(), arguments);
        try {
            started.awaitLine("ready ");
        } catch (AssertionError failed) {
            started.close();
            throw failed;
        }
        return started;
    }

    public Path serverLog() {
        return folder.resolve("server.log");
    }

    private Path kubeconfig() {
        return folder.resolve("kubeconfig.yaml");
    }

    /// Where this test reaches the server.
    public URI address() {
        return URI.create("https://" + serverNetwork.inside().getHostAddress() + ":" + PORT);
    }

    /// The kubeconfig with the address at which this test reaches the server.
    public Path reachableKubeconfig() throws IOException {
        Path reachable = folder.resolve("kubeconfig-reachable.yaml");
        Files.writeString(reachable, Files.readString(kubeconfig()).replaceAll("server: .*", "server: " + address()));
        return reachable;
    }

    /// Where the server's own commands run, and what else is to live beside it.
    public Namespaces.Namespace network() {
        return serverNetwork;
    }

    public SkerryProcess server() {
        return server;
    }

    public void killServer() throws Exception {
        server.kill();
    }

    public void stopServer() {
        server.close();
    }

    public void startServer() throws Exception {
        server = launchServer();
    }

    public Site addAgent(String node, String... flags) throws Exception {
        return addAgentWith(createToken(), folder.resolve(node), node, flags);
    }

    /// A node that shows a token of the test's choice, with data in a folder of the test's choice.
    public Site addAgentWith(String token, Path data, String node, String... flags) throws Exception {
        var network = namespaces.create();
        var target = new InetSocketAddress(serverNetwork.inside(), PORT);
        var site = new Site(node, data, network, new CuttableLink(serverNetwork.outside(), target));
        sites.add(site);
        var arguments = new ArrayList<>(agentArguments(site));
        arguments.addAll(List.of("--token", token));
        arguments.addAll(List.of(flags));
        agents.put(site, SkerryProcess.start(network.enter(), agentLog(site), arguments));
        return site;
    }

    /// Waits until nodes are registered and ready; an agent's log is part of the failure.
    public void awaitReady(Site... awaited) throws Exception {
        var kubectl = kubectl();
        for (Site site : awaited) {
            Await.untilAsserted(PATIENCE, () -> {
                var ready = kubectl.tryRun(
                        "",
                        "get",
                        "node",
                        site.node(),
                        "-o",
                        "jsonpath={.status.conditions[?(@.type=='Ready')].status}");
                if (!ready.out().strip().equals("True")) {
                    throw new AssertionError("node " + site.node() + " is not ready (" + ready.out() + ready.err()
                            + "); its agent says:\n" + Files.readString(agentLog(site)) + "\nthe server says:\n"
                            + Files.readString(serverLog()));
                }
            });
        }
    }

    /// What `skerry token create` prints on the server's machine.
    public String createToken(String... flags) throws Exception {
        var arguments = new ArrayList<>(List.of(
                "token", "create", "--data-dir", folder.resolve("server").toString()));
        arguments.addAll(List.of(flags));
        String printed = SkerryProcess.run(serverNetwork.enter(), arguments).strip();
        return printed.lines().reduce((_, last) -> last).orElseThrow();
    }

    private List<String> agentArguments(Site site) {
        return List.of(
                "agent",
                "--data-dir",
                site.data().toString(),
                "--node-name",
                site.node(),
                "--server",
                "https://" + serverNetwork.outside().getHostAddress() + ":"
                        + site.link().port());
    }

    public Path agentLog(Site site) {
        return folder.resolve(site.data().getFileName() + ".log");
    }

    public void killAgent(Site site) throws Exception {
        agent(site).kill();
    }

    /// Starts an agent that has joined before: without a token.
    public void startAgent(Site site) throws Exception {
        agents.put(site, SkerryProcess.start(site.network().enter(), agentLog(site), agentArguments(site)));
    }

    public SkerryProcess agent(Site site) {
        return Objects.requireNonNull(agents.get(site), "no agent was started for " + site.node());
    }

    public Kubectl kubectl(Path binary) throws IOException {
        Path home = Files.createDirectories(
                folder.resolve("home").resolve(binary.getFileName().toString()));
        return new Kubectl(binary, reachableKubeconfig(), home);
    }

    public Kubectl kubectl() throws IOException {
        return kubectl(Kubectl.installed().getLast());
    }

    /// Puts an image of busybox into the image store of a node's data folder.
    public void importBusybox(Path data, String name) throws Exception {
        SkerryProcess.run(
                List.of(),
                List.of(
                        "image",
                        "import",
                        "--data-dir",
                        data.toString(),
                        Busybox.archive(folder, name).toString()));
    }

    public Path serverData() {
        return folder.resolve("server");
    }

    /// Names and uids of the pods with a label, and when their containers were started.
    public static Map<String, JsonObject> pods(Kubectl kubectl, String selector) throws Exception {
        var pods = new TreeMap<String, JsonObject>();
        for (Json pod : kubectl.json("get", "pods", "-l", selector).at("items").elements()) {
            pods.put(pod.at("metadata", "name").text(), pod.object());
        }
        return pods;
    }

    @Override
    public void close() throws IOException {
        agents.values().forEach(SkerryProcess::close);
        server.close();
        sites.forEach(site -> site.link().close());
        try {
            for (Site site : sites) {
                killall(site.data(), site.network());
            }
            killall(serverData(), serverNetwork);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while containers were ended");
        } finally {
            namespaces.close();
        }
    }

    private void killall(Path data, Namespaces.Namespace network) throws IOException, InterruptedException {
        if (Files.isDirectory(data.resolve("agent"))) {
            Path log = folder.resolve("killall.log");
            try (var killing =
                    SkerryProcess.start(network.enter(), log, List.of("killall", "--data-dir", data.toString()))) {
                killing.awaitEnd();
            }
        }
    }
}
