// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.link;

import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.agent.link.EdgeLink;
import dev.skerry.agent.link.LinkConfig;
import dev.skerry.agent.link.NodeService;
import dev.skerry.agent.node.LinuxMachine;
import dev.skerry.agent.node.NodeIdentity;
import dev.skerry.agent.node.NodeReporter;
import dev.skerry.agent.status.Outbox;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.ThreadedJobs;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Store;
import dev.skerry.tunnel.profile.LinkProfile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/// A node's link, cache and outbox, without containers. Ended and made again on the same store and folder it
/// is the same node, restarted.
final class LoopbackNode implements AutoCloseable {
    private final StoredObjects cache;
    private final Outbox outbox;
    private final EdgeLink link;
    private final TaskGroup tasks = new TaskGroup();

    LoopbackNode(String name, String server, String token, Store store, Path folder) {
        NodeService echo = (request, in, out) -> {
            out.write(request.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            in.transferTo(out);
        };
        cache = new StoredObjects(store);
        outbox = new Outbox(store, new SecureRandom(), new Metrics());
        var config = new LinkConfig(server, token, name, folder, "skerry/test", LinkProfile.wired());
        link = new EdgeLink(
                config,
                new EdgeLink.Storage(cache, outbox),
                echo,
                new EdgeLink.Surroundings(SystemClock.CLOCK, new SecureRandom()));
        var reporter = new NodeReporter(
                new NodeIdentity(name, Map.of("site", "here"), List.of()),
                new NodeReporter.Versions("v1.36.0+skerry1", "none://0"),
                new NodeReporter.Sources(() -> LinuxMachine.read(name, folder), () -> "", cache),
                outbox,
                SystemClock.CLOCK,
                new ThreadedJobs(tasks));
        link.onConnected(reporter::reportSoon);
        tasks.start("link", link::run);
        reporter.start();
    }

    StoredObjects cache() {
        return cache;
    }

    Outbox outbox() {
        return outbox;
    }

    EdgeLink link() {
        return link;
    }

    @Override
    public void close() {
        tasks.close();
    }
}
