// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.sync;

import dev.skerry.edge.interest.ClusterView;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.tunnel.frame.Delta;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameException;
import dev.skerry.tunnel.frame.Held;
import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.session.Conversation;
import dev.skerry.tunnel.session.SendWindow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the server says to one node on one connection.
///
/// The node says what it holds, as sixteen digests. Where they are right nothing is sent, which is the usual
/// case when the link was away for a moment, and when the server was restarted and nothing happened. Where
/// they are not, the node names what it holds there, and the difference goes down. The server writes nothing
/// to its store for any of this: the node's database is the record of what the node has.
public final class NodeConversation implements Conversation {
    private static final Log LOG = Log.of("edge.sync");

    /// Upstream frames that wait to be applied; a node may have 256 messages on their way, in frames of one at
    /// least.
    private static final int UPSTREAM_FRAMES_MAX = 256;

    private enum Stage {
        NEW,
        COMPARING,
        OPEN,
        OVER
    }

    private final String node;
    private final String cluster;
    private final String software;
    private final UpstreamSink sink;
    private final Deliveries deliveries;
    private final SendWindow window;
    private final Runnable onSettled;

    /// Keys that changed since the conversation looked last. The only part that other threads touch; bounded
    /// by the number of objects, since it is a set.
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    private Stage stage = Stage.NEW;
    private String ending = "";
    private long incarnation;
    private boolean hasSaidSynced;
    private final ArrayDeque<Frame> outgoing = new ArrayDeque<>();
    private final ArrayDeque<List<Message>> upstream = new ArrayDeque<>();
    private final ArrayDeque<String> rejections = new ArrayDeque<>();

    /// Who the two ends are.
    ///
    /// @param cluster identity of the cluster, which outlives the server's process and database file
    public record Parties(String node, String cluster, String software) {}

    /// @param onSettled called each time the node has come to hold everything; must only take note
    public NodeConversation(
            Parties parties, ClusterView view, UpstreamSink sink, LinkProfile profile, Runnable onSettled) {
        this.node = parties.node();
        this.cluster = parties.cluster();
        this.software = parties.software();
        this.sink = sink;
        this.deliveries = new Deliveries(node, view, profile);
        this.window = new SendWindow(profile.windowFrames());
        this.onSettled = onSettled;
    }

    /// Notes that these keys may stand differently. From any thread; whoever calls wakes the connection then.
    public void changed(Set<String> keys) {
        changed.addAll(keys);
    }

    @Override
    public void receive(Frame frame) {
        switch (frame) {
            case Frame.Hello hello -> receiveHello(hello);
            case Frame.Manifest(List<Held> held, boolean isLast) -> {
                if (stage != Stage.COMPARING) {
                    throw new FrameException("a manifest that nobody asked for");
                }
                deliveries.believe(held);
                if (isLast) {
                    stage = Stage.OPEN;
                }
            }
            case Frame.Acknowledge(long sequence) -> {
                window.acknowledge(sequence);
                if (isSettled()) {
                    onSettled.run();
                }
            }
            case Frame.Reject reject -> {
                LOG.warn(
                        "a node cannot keep an object",
                        "node",
                        node,
                        "object",
                        reject.key(),
                        "resourceVersion",
                        reject.version(),
                        "reason",
                        reject.reason());
                note(reject.key() + ": " + reject.reason());
            }
            case Frame.Upstream(List<Message> messages) -> {
                if (!isOpen() || upstream.size() >= UPSTREAM_FRAMES_MAX) {
                    throw new FrameException("more messages than the window allows");
                }
                upstream.add(messages);
            }
            default ->
                throw new FrameException(
                        "a node does not say " + frame.getClass().getSimpleName());
        }
    }

    @Override
    public Optional<Frame> next() {
        if (!outgoing.isEmpty()) {
            return Optional.of(outgoing.remove());
        }
        if (stage != Stage.OPEN) {
            return Optional.empty();
        }
        takeChanges();
        if (!window.isOpen()) {
            return Optional.empty();
        }
        List<Delta> deltas = deliveries.next();
        if (!deltas.isEmpty()) {
            return Optional.of(new Frame.Deliver(window.take(), deliveries.cursor(), deltas));
        }
        if (!hasSaidSynced && deliveries.isQuiet()) {
            hasSaidSynced = true;
            return Optional.of(new Frame.Synced(window.take(), deliveries.cursor()));
        }
        return Optional.empty();
    }

    @Override
    public Optional<Work> takeWork() {
        if (upstream.isEmpty()) {
            return Optional.empty();
        }
        var messages = new ArrayList<Message>();
        upstream.forEach(messages::addAll);
        int taken = upstream.size();
        return Optional.of(() -> {
            var applied = sink.apply(incarnation, messages);
            return () -> {
                for (int i = 0; i < taken; i++) {
                    upstream.remove();
                }
                for (var one : applied.entrySet()) {
                    acknowledge(one.getKey(), one.getValue());
                }
            };
        });
    }

    @Override
    public boolean isOpen() {
        return stage == Stage.COMPARING || stage == Stage.OPEN;
    }

    @Override
    public boolean isOwed() {
        return stage == Stage.COMPARING || !window.isEmpty();
    }

    @Override
    public Optional<String> ending() {
        return stage == Stage.OVER ? Optional.of(ending) : Optional.empty();
    }

    /// Whether the node holds everything that it must know, as far as it has said.
    public boolean isSettled() {
        return stage == Stage.OPEN && hasSaidSynced && window.isEmpty() && deliveries.isQuiet() && changed.isEmpty();
    }

    /// What the node could not keep or could not be sent, the latest last; bounded.
    public List<String> problems() {
        var problems = new ArrayList<>(deliveries.undeliverable());
        problems.addAll(rejections);
        return problems;
    }

    private void receiveHello(Frame.Hello hello) {
        if (stage != Stage.NEW) {
            throw new FrameException("a second hello");
        }
        if (hello.protocol() != Frame.PROTOCOL) {
            refuse(
                    "ProtocolVersion",
                    "the node speaks version " + hello.protocol() + " of the protocol and the server version "
                            + Frame.PROTOCOL + "; bring both to the same release");
            return;
        }
        incarnation = hello.incarnation();
        outgoing.add(new Frame.Welcome(Frame.PROTOCOL, software, cluster));
        int differing = deliveries.compare(hello.digests());
        if (differing == 0) {
            stage = Stage.OPEN;
        } else {
            stage = Stage.COMPARING;
            outgoing.add(new Frame.ManifestRequest(differing));
        }
    }

    private void takeChanges() {
        for (var keys = changed.iterator(); keys.hasNext(); ) {
            String key = keys.next();
            // Removed before it is looked up: a change that comes in between marks it again.
            keys.remove();
            deliveries.mark(key);
        }
    }

    private void acknowledge(MessageClass urgency, long sequence) {
        outgoing.add(new Frame.UpstreamAck(urgency, sequence));
    }

    private void note(String rejection) {
        rejections.remove(rejection);
        rejections.add(rejection);
        if (rejections.size() > 20) {
            rejections.remove();
        }
    }

    private void refuse(String reason, String message) {
        outgoing.add(new Frame.Refused(reason, message));
        stage = Stage.OVER;
        ending = message;
    }
}
