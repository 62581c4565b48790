// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.agent.cache.CacheState;
import dev.skerry.agent.cache.Rejection;
import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.agent.status.Outbox;
import dev.skerry.tunnel.frame.Delta;
import dev.skerry.tunnel.frame.Digests;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameException;
import dev.skerry.tunnel.frame.Held;
import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.session.Conversation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node says on one connection.
///
/// It says what it holds, and stores what comes down before it acknowledges: everything that arrived while
/// the disk was busy goes into the next commit together, so that a slow disk makes batches larger and not the
/// queue longer. What goes up is read from the outbox as the window allows and forgotten when the server has
/// it; a connection that breaks in between sends it again.
public final class AgentConversation implements Conversation {
    /// Messages on their way up and not acknowledged.
    private static final int UPSTREAM_MAX = 256;

    private static final int UPSTREAM_BATCH = 64;
    private static final int UPSTREAM_BATCH_BYTES = 64 << 10;
    private static final int MANIFEST_BATCH = 1000;

    private enum Stage {
        NEW,
        GREETED,
        OPEN,
        OVER
    }

    private final StoredObjects cache;
    private final Outbox outbox;
    private final String software;
    private final int windowFrames;

    private Stage stage = Stage.NEW;
    private String ending = "";
    private String cluster = "";
    private final ArrayDeque<Frame> outgoing = new ArrayDeque<>();
    private final ArrayDeque<Frame> arrived = new ArrayDeque<>();
    private final Map<MessageClass, Long> applied = new EnumMap<>(MessageClass.class);
    private final Map<MessageClass, Long> sent = new EnumMap<>(MessageClass.class);
    private final Map<MessageClass, ArrayDeque<Long>> flying = new EnumMap<>(MessageClass.class);
    private boolean isSynced;
    private final Runnable onOpen;

    /// @param onOpen called when the server has let the node in; must only take note
    public AgentConversation(
            StoredObjects cache, Outbox outbox, String software, LinkProfile profile, Runnable onOpen) {
        this.cache = cache;
        this.outbox = outbox;
        this.software = software;
        this.windowFrames = profile.windowFrames();
        this.onOpen = onOpen;
    }

    @Override
    public void receive(Frame frame) {
        switch (frame) {
            case Frame.Welcome welcome -> receiveWelcome(welcome);
            case Frame.Refused(String reason, String message) -> end("the server refused: " + reason + ": " + message);
            case Frame.ManifestRequest(int buckets) -> answerManifest(buckets);
            case Frame.Deliver _, Frame.Synced _ -> {
                if (stage != Stage.OPEN || arrived.size() >= windowFrames) {
                    throw new FrameException("more deliveries than the window allows");
                }
                arrived.add(frame);
            }
            case Frame.UpstreamAck(MessageClass urgency, long sequence) -> {
                applied.merge(urgency, sequence, Math::max);
                var ahead = flying.getOrDefault(urgency, new ArrayDeque<>());
                while (!ahead.isEmpty() && ahead.element() <= sequence) {
                    ahead.remove();
                }
            }
            default ->
                throw new FrameException(
                        "a server does not say " + frame.getClass().getSimpleName());
        }
    }

    @Override
    public Optional<Frame> next() {
        if (stage == Stage.NEW) {
            stage = Stage.GREETED;
            return Optional.of(hello());
        }
        return Optional.ofNullable(outgoing.poll());
    }

    @Override
    public Optional<Work> takeWork() {
        if (stage != Stage.OPEN) {
            return Optional.empty();
        }
        if (!arrived.isEmpty()) {
            return Optional.of(commit());
        }
        if (!applied.isEmpty()) {
            return Optional.of(forget());
        }
        if (flyingCount() + UPSTREAM_BATCH <= UPSTREAM_MAX && outbox.hasAfter(sent)) {
            return Optional.of(load());
        }
        return Optional.empty();
    }

    @Override
    public boolean isOpen() {
        return stage == Stage.OPEN;
    }

    @Override
    public boolean isOwed() {
        return stage == Stage.GREETED || flyingCount() > 0;
    }

    @Override
    public Optional<String> ending() {
        return stage == Stage.OVER ? Optional.of(ending) : Optional.empty();
    }

    /// Whether the server has said on this connection that the node holds everything, and it is on disk.
    public boolean isSynced() {
        return isSynced;
    }

    private Frame hello() {
        CacheState state = cache.state();
        List<Long> digests = Arrays.stream(cache.digests().sums()).boxed().toList();
        return new Frame.Hello(
                Frame.PROTOCOL, software, outbox.incarnation(), state.cluster(), state.cursor(), digests);
    }

    private void receiveWelcome(Frame.Welcome welcome) {
        if (stage != Stage.GREETED) {
            throw new FrameException("a welcome that nobody waits for");
        }
        String own = cache.state().cluster();
        if (!own.isEmpty() && !own.equals(welcome.cluster())) {
            // Taking the new cluster's word would stop every pod that this node runs.
            end("this node belongs to cluster " + own + " and the server is of cluster " + welcome.cluster()
                    + "; to give the node to the new cluster, stop the agent, remove its data directory, and join"
                    + " again");
            return;
        }
        cluster = welcome.cluster();
        stage = Stage.OPEN;
        onOpen.run();
    }

    private void answerManifest(int buckets) {
        List<Held> asked = cache.held().stream()
                .filter(one -> (buckets & 1 << Digests.bucket(one.key())) != 0)
                .toList();
        for (int from = 0; from < asked.size(); from += MANIFEST_BATCH) {
            int to = Math.min(from + MANIFEST_BATCH, asked.size());
            outgoing.add(new Frame.Manifest(asked.subList(from, to), to == asked.size()));
        }
        if (asked.isEmpty()) {
            outgoing.add(new Frame.Manifest(List.of(), true));
        }
    }

    /// Stores everything that has arrived, in one commit.
    private Work commit() {
        var deltas = new ArrayList<Delta>();
        long cursor = 0;
        long sequence = 0;
        boolean isWhole = false;
        for (Frame frame : arrived) {
            switch (frame) {
                case Frame.Deliver deliver -> {
                    deltas.addAll(deliver.deltas());
                    cursor = Math.max(cursor, deliver.cursor());
                    sequence = deliver.sequence();
                }
                case Frame.Synced synced -> {
                    cursor = Math.max(cursor, synced.cursor());
                    sequence = synced.sequence();
                    isWhole = true;
                }
                default -> throw new IllegalStateException("not a delivery: " + frame);
            }
        }
        int taken = arrived.size();
        long acknowledged = sequence;
        CacheState before = cache.state();
        var next = new CacheState(cluster, Math.max(cursor, before.cursor()), before.isComplete() || isWhole);
        boolean nowSynced = isSynced || isWhole;
        return () -> {
            List<Rejection> refused = cache.commit(deltas, next);
            return () -> committed(taken, acknowledged, nowSynced, refused);
        };
    }

    private void committed(int taken, long acknowledged, boolean nowSynced, List<Rejection> refused) {
        for (int i = 0; i < taken; i++) {
            arrived.remove();
        }
        refused.forEach(one -> outgoing.add(new Frame.Reject(one.key(), one.uid(), one.version(), one.reason())));
        outgoing.add(new Frame.Acknowledge(acknowledged));
        isSynced = nowSynced;
    }

    private Work forget() {
        var done = new EnumMap<>(applied);
        applied.clear();
        return () -> {
            done.forEach(outbox::acknowledge);
            return () -> {};
        };
    }

    private Work load() {
        var behind = new EnumMap<>(sent);
        return () -> {
            List<Message> messages = outbox.after(behind, UPSTREAM_BATCH, UPSTREAM_BATCH_BYTES);
            return () -> loaded(messages);
        };
    }

    private void loaded(List<Message> messages) {
        for (Message message : messages) {
            sent.put(message.urgency(), message.sequence());
            flying.computeIfAbsent(message.urgency(), _ -> new ArrayDeque<>()).add(message.sequence());
        }
        if (!messages.isEmpty()) {
            outgoing.add(new Frame.Upstream(messages));
        }
    }

    private int flyingCount() {
        return flying.values().stream().mapToInt(ArrayDeque::size).sum();
    }

    private void end(String reason) {
        stage = Stage.OVER;
        ending = reason;
    }
}
