// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.agent.probe.LocalCheck;
import dev.skerry.agent.status.Upstream;
import dev.skerry.agent.volume.TokenSource;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.ThreadedJobs;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.network.cni.PodNetwork;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.ImageStore;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.tunnel.frame.Held;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A node in memory around the real pod machinery: what survives a restart of the agent (runtime, images,
/// objects, disk) stays, and [#startAgent] and [#killAgent] may be called again and again.
public final class FakeNode implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    public final FakeRuntime runtime = new FakeRuntime();
    public final Objects cache = new Objects();
    public final Told upstream = new Told();
    public final Images images = new Images();
    public final Network network = new Network();
    public final PushedClock clock = new PushedClock();
    public volatile String token = "token-1";
    private final MemoryStore disk = new MemoryStore();
    private final Path folder;
    private String boot = "boot-1";
    private TaskGroup agent = new TaskGroup();

    public FakeNode(Path folder) {
        this.folder = folder;
    }

    Workbench workbench() {
        var config = new PodsConfig(
                "node-1",
                folder.resolve("pods"),
                folder.resolve("logs"),
                "/skerry",
                boot,
                () -> List.of("192.0.2.1"),
                4000,
                8L << 30,
                "cluster.local",
                List.of("10.43.0.10"),
                Map.of("KUBERNETES_SERVICE_HOST", "10.43.0.1"));
        TokenSource tokens = new TokenSource() {
            @Override
            public Token token(Request request) {
                return new Token(token, Instant.MAX);
            }

            @Override
            public void forget(String podUid) {
                // Nothing is kept.
            }
        };
        return new Workbench(
                config,
                cache,
                new GivenResources(disk, config.cpuMillis(), config.memoryBytes()),
                upstream,
                runtime,
                images,
                network,
                new LocalCheck(runtime, clock),
                tokens,
                new ThreadedJobs(agent),
                clock,
                new java.util.SplittableRandom(1),
                new Metrics());
    }

    public Pods startAgent() {
        agent = new TaskGroup();
        var pods = new Pods(workbench());
        agent.start("pods", pods::run);
        return pods;
    }

    public void killAgent() {
        agent.close();
    }

    /// Power off and on; the agent is not running afterwards.
    public void reboot() {
        killAgent();
        runtime.reboot();
        boot = boot + "+";
    }

    @Override
    public void close() {
        killAgent();
    }

    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /// A pod of one container, `app`, with more fields of its spec as JSON.
    public static KubeObject pod(String name, String specJson) {
        Json spec = JsonReader.read(specJson.getBytes(StandardCharsets.UTF_8));
        return new KubeObject(JsonObject.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                JsonObject.of("name", name, "namespace", "default", "uid", "uid-" + name, "generation", 1),
                "spec",
                spec.object().with("nodeName", "node-1")));
    }

    /// The machine's clock, which a test can push forward.
    public static final class PushedClock implements Clock {
        private final AtomicLong pushed = new AtomicLong();

        public void push(Duration by) {
            pushed.addAndGet(by.toNanos());
        }

        @Override
        public Instant now() {
            return SystemClock.CLOCK.now().plusNanos(pushed.get());
        }

        @Override
        public long nanos() {
            return SystemClock.CLOCK.nanos() + pushed.get();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            SystemClock.CLOCK.sleep(duration);
        }
    }

    /// The cache: a map.
    public static final class Objects implements ObjectCache {
        private record Kept(long version, KubeObject object) {}

        private final Map<ObjectKey, Kept> objects = new ConcurrentHashMap<>();
        private long version;
        public volatile boolean isComplete = true;

        public synchronized void put(GroupVersionResource resource, KubeObject object) {
            version++;
            objects.put(new ObjectKey(resource, object.objectName()), new Kept(version, object));
            notifyAll();
        }

        public void put(KubeObject pod) {
            put(WantedPod.RESOURCE, pod);
        }

        public synchronized void remove(KubeObject pod) {
            objects.remove(new ObjectKey(WantedPod.RESOURCE, pod.objectName()));
            version++;
            notifyAll();
        }

        public synchronized void clear() {
            objects.clear();
            version++;
            notifyAll();
        }

        @Override
        public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
            return Optional.ofNullable(objects.get(new ObjectKey(resource, name)))
                    .map(Kept::object);
        }

        @Override
        public List<KubeObject> list(GroupVersionResource resource) {
            return objects.entrySet().stream()
                    .filter(entry -> entry.getKey().resource().equals(resource))
                    .map(entry -> entry.getValue().object())
                    .toList();
        }

        @Override
        public List<Held> held() {
            var held = new ArrayList<Held>();
            objects.forEach((key, kept) ->
                    held.add(new Held(key.toString(), kept.object().uid(), kept.version(), kept.version())));
            return held;
        }

        @Override
        public boolean isComplete() {
            return isComplete;
        }

        @Override
        public synchronized long version() {
            return version;
        }

        @Override
        public synchronized long awaitChange(long seen, Duration timeout) throws InterruptedException {
            if (version <= seen) {
                wait(timeout.toMillis());
            }
            return version;
        }
    }

    /// What the server has been told.
    public static final class Told implements Upstream {
        private final Map<String, JsonObject> statuses = new ConcurrentHashMap<>();
        public final List<KubeObject> events = new CopyOnWriteArrayList<>();
        public final List<String> gone = new CopyOnWriteArrayList<>();
        public final List<JsonObject> history = new CopyOnWriteArrayList<>();

        @Override
        public void status(GroupVersionResource resource, ObjectName name, String uid, JsonObject status) {
            history.add(status);
            statuses.put(name.name(), status);
        }

        @Override
        public void event(KubeObject event) {
            events.add(event);
        }

        @Override
        public void podGone(ObjectName name, String uid) {
            gone.add(uid);
        }

        public JsonObject status(String pod) {
            return statuses.getOrDefault(pod, JsonObject.EMPTY);
        }

        public String phase(String pod) {
            return status(pod).at("phase").text();
        }

        public boolean isReady(String pod) {
            return status(pod).at("conditions").elements().stream()
                    .anyMatch(condition -> condition.at("type").text().equals("Ready")
                            && condition.at("status").text().equals("True"));
        }

        /// The status of the first container.
        public Json container(String pod) {
            var statuses = status(pod).at("containerStatuses").elements();
            return statuses.isEmpty() ? JsonObject.EMPTY : statuses.getFirst();
        }

        public String waiting(String pod) {
            return container(pod).at("state", "waiting", "reason").text();
        }

        public List<String> reasons() {
            return events.stream().map(event -> event.at("reason").text()).toList();
        }

        public boolean hasEvent(String reason, String message) {
            return events.stream()
                    .anyMatch(event -> event.at("reason").text().equals(reason)
                            && event.at("message").text().contains(message));
        }
    }

    /// Images by name; what is in `remote` can be pulled.
    public static final class Images implements ImageStore {
        public final Map<String, Image> local = new ConcurrentHashMap<>();
        public final Map<String, Image> remote = new ConcurrentHashMap<>();
        public final List<String> pulled = new CopyOnWriteArrayList<>();

        /// Whether the registry is there, and says no to what it does not have.
        public volatile boolean isRegistryThere;

        public static Image image(String name) {
            return new Image(
                    "sha256:" + Integer.toHexString(name.hashCode()),
                    List.of(name),
                    List.of(name + "@sha256:d1"),
                    1000,
                    "",
                    List.of("/run"),
                    List.of(),
                    List.of(),
                    "/",
                    "",
                    new HashMap<>());
        }

        @Override
        public Optional<Image> find(String reference) {
            if (reference.contains(" ")) {
                throw new TerminalException("InvalidImageName", "not an image name: " + reference);
            }
            return Optional.ofNullable(local.get(reference));
        }

        @Override
        public List<Image> images() {
            return new ArrayList<>(local.values());
        }

        @Override
        public Image pull(String reference, Credentials credentials, Progress progress) {
            Image image = remote.get(reference);
            if (image == null) {
                throw isRegistryThere
                        ? new TransientException(PULL_FAILED, "registry has no such image")
                        : new TransientException(REGISTRY_UNAVAILABLE, "registry cannot be reached");
            }
            pulled.add(reference + " as " + credentials.user());
            local.put(reference, image);
            return image;
        }

        @Override
        public List<Image> importArchive(Path archive) {
            return List.of();
        }

        @Override
        public void remove(String reference) {
            local.remove(reference);
        }
    }

    /// Addresses without cables.
    public static final class Network implements PodNetwork {
        private final Map<String, Attachment> attachments = new ConcurrentHashMap<>();

        @Override
        public Attachment attach(String pod, List<HostPort> ports) {
            return attachments.computeIfAbsent(
                    pod,
                    _ -> new Attachment(Path.of("/run/netns", pod), List.of("127.0.0." + (attachments.size() + 2))));
        }

        @Override
        public void detach(String pod) {
            attachments.remove(pod);
        }

        @Override
        public List<String> attached() {
            return List.copyOf(attachments.keySet());
        }

        @Override
        public void dismantle() {}
    }
}
