// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ContainerRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A machine whose containers are only entries in a map: they start, run, end when told, and outlive the
/// agent that started them.
public final class FakeRuntime implements ContainerRuntime {
    /// What a command run in a container does.
    public interface Command {
        int run(List<String> command, InputStream stdin, OutputStream stdout, OutputStream stderr) throws Exception;
    }

    private final Map<String, SandboxSpec> sandboxes = new LinkedHashMap<>();
    private final Map<String, Container> containers = new LinkedHashMap<>();
    private final LinkedBlockingQueue<String> exits = new LinkedBlockingQueue<>();
    private final AtomicInteger pids = new AtomicInteger(100);

    /// Everything that was asked for, in order: `start app-0`, `stop app-0`.
    public final List<String> calls = new ArrayList<>();

    public volatile Command command = (_, _, _, _) -> 0;
    public volatile boolean ignoresSignals;
    public volatile String failsToStart = "";

    /// What each container holds; zero for twice a thousand times the number of its process.
    public volatile long memoryBytes;

    @Override
    public synchronized void createSandbox(SandboxSpec spec) {
        sandboxes.put(spec.id(), spec);
    }

    @Override
    public synchronized List<SandboxSpec> sandboxes() {
        return List.copyOf(sandboxes.values());
    }

    @Override
    public synchronized void removeSandbox(String id) {
        sandboxes.remove(id);
        containers.values().removeIf(container -> container.spec().sandbox().equals(id));
        calls.add("remove sandbox");
    }

    @Override
    public synchronized void createContainer(ContainerSpec spec) {
        if (!sandboxes.containsKey(spec.sandbox())) {
            throw new TransientException("NoSandbox", "no sandbox " + spec.sandbox());
        }
        containers.putIfAbsent(spec.id(), new Container(spec, new State.Created()));
    }

    @Override
    public synchronized void startContainer(String id) {
        Container container = containers.get(id);
        if (container.spec().name().equals(failsToStart)) {
            throw new TransientException("StartFailed", "exec: \"nothing\": executable file not found in $PATH");
        }
        calls.add("start " + container.spec().name() + "-" + container.spec().attempt());
        containers.put(
                id,
                new Container(container.spec(), new State.Running(pids.incrementAndGet(), System.currentTimeMillis())));
    }

    @Override
    public void stopContainer(String id, Duration grace) throws InterruptedException {
        synchronized (this) {
            Container container = containers.get(id);
            if (!(container.state() instanceof State.Running)) {
                return;
            }
            calls.add("stop " + container.spec().name() + "-" + container.spec().attempt() + " " + grace.toSeconds());
        }
        if (ignoresSignals) {
            new CountDownLatch(1).await(grace.toMillis(), TimeUnit.MILLISECONDS);
            end(id, 137);
        } else {
            end(id, 143);
        }
    }

    @Override
    public synchronized void updateContainer(String id, Limits limits) {
        Container container = containers.get(id);
        calls.add("resize " + container.spec().name() + "-" + container.spec().attempt() + " " + limits.cpuQuotaMicros()
                + " " + limits.memoryBytes());
        containers.put(id, new Container(container.spec().withLimits(limits), container.state()));
    }

    @Override
    public synchronized void removeContainer(String id) {
        containers.remove(id);
    }

    @Override
    public synchronized Optional<Container> container(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    @Override
    public synchronized List<Container> containers() {
        return List.copyOf(containers.values());
    }

    /// A container that runs has used as much as its process has a number.
    @Override
    public synchronized Optional<Usage> usage(String id) {
        return container(id)
                .flatMap(one -> one.state() instanceof State.Running(int pid, long _)
                        ? Optional.of(
                                new Usage(pid * 1_000_000L, memoryBytes > 0 ? memoryBytes : pid * 2000L, pid * 1000L))
                        : Optional.empty());
    }

    /// The process of a container ends.
    public synchronized void end(String id, int exitCode) {
        Container container = containers.get(id);
        if (container != null && container.state() instanceof State.Running(int _, long startedAt)) {
            containers.put(
                    id,
                    new Container(
                            container.spec(),
                            new State.Exited(exitCode, false, startedAt, System.currentTimeMillis())));
            exits.add(id);
        }
    }

    /// The machine loses power: everything that ran has ended.
    public synchronized void reboot() {
        List.copyOf(containers.keySet()).forEach(id -> end(id, 255));
        exits.clear();
    }

    /// The running container with this name.
    public synchronized Optional<Container> running(String name) {
        return containers.values().stream()
                .filter(container -> container.spec().name().equals(name))
                .filter(container -> container.state() instanceof State.Running)
                .findFirst();
    }

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public List<String> awaitExits(Duration timeout) throws InterruptedException {
        String first = exits.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var ids = new ArrayList<String>();
        if (first != null) {
            ids.add(first);
            exits.drainTo(ids);
        }
        return ids;
    }

    @Override
    public Execution execute(String id, List<String> words, boolean hasTerminal, ExecStreams streams) {
        return new Execution() {
            @Override
            public int await() {
                try {
                    return command.run(words, streams.stdin(), streams.stdout(), streams.stderr());
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            }

            @Override
            public void resize(TerminalSize size) {
                calls.add("resize " + size.columns() + "x" + size.rows());
            }

            @Override
            public void close() {
                // A command of ours ends by itself.
            }
        };
    }

    @Override
    public Execution attach(String id, ExecStreams streams) {
        return execute(id, List.of("attach"), false, streams);
    }

    /// The ports of this machine are those of every sandbox.
    @Override
    public SocketChannel connect(String sandbox, int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void reopenLog(String id) {
        calls.add("reopen " + id);
    }

    @Override
    public String version() {
        return "fake 1.0";
    }
}
