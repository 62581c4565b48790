// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.agent.cache.CacheDatabase;
import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.agent.link.EdgeLink;
import dev.skerry.agent.link.LinkConfig;
import dev.skerry.agent.link.NodeService;
import dev.skerry.agent.link.PodTokens;
import dev.skerry.agent.node.LinuxMachine;
import dev.skerry.agent.node.Machine;
import dev.skerry.agent.node.MachineUsage;
import dev.skerry.agent.node.NodeIdentity;
import dev.skerry.agent.node.NodeReporter;
import dev.skerry.agent.pod.GivenResources;
import dev.skerry.agent.pod.PodStreams;
import dev.skerry.agent.pod.Pods;
import dev.skerry.agent.pod.PodsConfig;
import dev.skerry.agent.pod.Workbench;
import dev.skerry.agent.probe.LocalCheck;
import dev.skerry.agent.status.Outbox;
import dev.skerry.foundation.lifecycle.Jobs;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.ThreadedJobs;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Store;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import dev.skerry.tunnel.profile.LinkProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// A running edge node: its databases, the machine it runs pods with, the pods, and the link. Nothing here
/// waits for the server, and nothing of it stops when the server is away.
public final class AgentWiring implements AutoCloseable {
    private static final Log LOG = Log.of("agent");
    private static final String KUBELET_VERSION = Release.KUBERNETES + "+skerry1";

    private final Clock clock = SystemClock.CLOCK;
    private final RandomGenerator random = new SecureRandom();
    private final Metrics metrics = new Metrics();
    private final TaskGroup tasks = new TaskGroup();
    private final Jobs jobs = new ThreadedJobs(tasks);
    private final NodeMachine machine;
    /// What the server can send again.
    private final Store objects;
    /// What only this node has: reports that have not left, and tokens. Apart from the objects, which are
    /// written far more often, so that damage to those costs none of it.
    private final Store durable;

    private AgentWiring(AgentOptions options) throws IOException, InterruptedException {
        var node = options.node();
        createPrivate(node.data());
        this.machine = NodeMachine.open(node.data(), node.registries());
        this.objects = open(node.data().resolve("objects.db"));
        this.durable = open(node.data().resolve("durable.db"));
        var cache = new StoredObjects(objects);
        var outbox = new Outbox(durable, random, metrics);
        // Pods and link need each other: the link is made first, and serves streams once there are pods.
        var service = new AtomicReference<NodeService>((_, _, _) -> {
            throw new IOException("the node is starting");
        });
        var link = new EdgeLink(
                linkConfig(options),
                new EdgeLink.Storage(cache, outbox),
                (request, in, out) -> service.get().serve(request, in, out),
                new EdgeLink.Surroundings(clock, random));
        var tokens = new PodTokens(durable, link::call, clock);
        PodsConfig config = podsConfig(node);
        var workbench = new Workbench(
                config,
                cache,
                new GivenResources(durable, config.cpuMillis(), config.memoryBytes()),
                outbox,
                machine.runtime(),
                machine.images(),
                machine.network(),
                new LocalCheck(machine.runtime(), clock),
                tokens,
                jobs,
                clock,
                random,
                metrics);
        var pods = new Pods(workbench);
        service.set(new PodStreams(workbench, pods, MachineUsage::read)::serve);
        var reporter = reporter(node, cache, outbox);
        link.onConnected(reporter::reportSoon);
        tasks.startBlocking("objects database", objects::await);
        tasks.startBlocking("durable database", durable::await);
        tasks.start("pods", pods::run);
        tasks.start("link", link::run);
        tasks.start("tokens", tokens::run);
        reporter.start();
        LOG.info(
                "node started",
                "name",
                node.name(),
                "runtime",
                machine.runtime().version(),
                "data",
                node.data());
    }

    /// Starts the node; its pods start from its own database.
    public static AgentWiring start(AgentOptions options) throws IOException, InterruptedException {
        return new AgentWiring(options);
    }

    /// Waits until a part fails.
    public void await() throws InterruptedException {
        tasks.await();
    }

    /// Stops the node. Its containers go on, and are adopted at the next start.
    @Override
    public void close() {
        tasks.close();
        try {
            machine.close();
        } catch (IOException failed) {
            LOG.warn("the container runtime did not close; nothing is lost by it", "why", failed.getMessage());
        }
        objects.close();
        durable.close();
    }

    private Store open(Path file) {
        return CacheDatabase.open(file, one -> SqliteStore.open(one, SqliteConfig.edge()), clock)
                .store();
    }

    private static LinkConfig linkConfig(AgentOptions options) {
        var node = options.node();
        return new LinkConfig(
                options.server(),
                options.token(),
                node.name(),
                node.data().resolve("link"),
                Release.SOFTWARE,
                LinkProfile.wired());
    }

    private PodsConfig podsConfig(NodeOptions node) {
        Machine facts = LinuxMachine.read(node.name(), node.data());
        return new PodsConfig(
                node.name(),
                node.data().resolve("pods"),
                node.data().resolve("logs"),
                "/skerry",
                facts.bootId(),
                () -> LinuxMachine.read(node.name(), node.data()).addresses(),
                facts.processors() * 1000L,
                facts.memoryBytes(),
                "cluster.local",
                List.of(),
                Map.of());
    }

    private NodeReporter reporter(NodeOptions node, StoredObjects cache, Outbox outbox) {
        return new NodeReporter(
                new NodeIdentity(node.name(), node.labels(), node.taints()),
                new NodeReporter.Versions(
                        KUBELET_VERSION, machine.runtime().version().replace(" ", "://")),
                new NodeReporter.Sources(() -> LinuxMachine.read(node.name(), node.data()), () -> "", cache),
                outbox,
                clock,
                jobs);
    }

    private static void createPrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
