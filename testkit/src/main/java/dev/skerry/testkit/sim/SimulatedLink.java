// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.link.AgentConversation;
import dev.skerry.edge.sync.NodeConversation;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.frame.FrameException;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.session.Conversation;
import dev.skerry.tunnel.session.Liveness;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One connection between a node and the server, in pieces that are done when the simulation says so. Like
/// TCP it keeps the order of bytes and delays them; like a real link it may swallow everything without a word,
/// or break with things on their way.
final class SimulatedLink {
    /// Something on its way.
    private record Parcel(byte[] frame, long arrivesAt) {}

    /// One end with what is on its way to it.
    private static final class End {
        private final Conversation conversation;
        private final Liveness liveness;
        private final ArrayDeque<Parcel> arriving = new ArrayDeque<>();
        private long pongOwed = -1;

        private End(Conversation conversation, LinkProfile profile, long now) {
            this.conversation = conversation;
            this.liveness = new Liveness(profile, now);
        }
    }

    private final VirtualClock clock;
    private final RandomGenerator random;
    private final AgentConversation nodeWords;
    private final NodeConversation serverWords;
    private final End node;
    private final End server;
    private boolean isSwallowing;
    private boolean isBroken;

    SimulatedLink(
            AgentConversation nodeWords,
            NodeConversation serverWords,
            LinkProfile profile,
            VirtualClock clock,
            RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        this.nodeWords = nodeWords;
        this.serverWords = serverWords;
        this.node = new End(nodeWords, profile, clock.nanos());
        this.server = new End(serverWords, profile, clock.nanos());
    }

    boolean isBroken() {
        return isBroken;
    }

    /// Whether both ends have nothing left to say, as far as they know.
    boolean isSettled() {
        return !isBroken && nodeWords.isSynced() && serverWords.isSettled();
    }

    void swallow() {
        isSwallowing = true;
    }

    /// Breaks the connection. What is on its way to the server may still be read there.
    void breakOff() throws InterruptedException {
        if (!isSwallowing && random.nextBoolean()) {
            guarded(() -> {
                deliverAll(server);
                work(server);
            });
        }
        isBroken = true;
    }

    void stepNode() throws InterruptedException {
        step(node, server);
    }

    void stepServer() throws InterruptedException {
        step(server, node);
    }

    /// The work of an end is a step of its own: a crash may come between hearing and doing.
    void workNode() throws InterruptedException {
        guarded(() -> work(node));
    }

    void workServer() throws InterruptedException {
        guarded(() -> work(server));
    }

    private void step(End near, End far) throws InterruptedException {
        guarded(() -> {
            while (!near.arriving.isEmpty() && near.arriving.element().arrivesAt() <= clock.nanos()) {
                deliver(near);
            }
            switch (near.liveness.verdict(clock.nanos())) {
                case DEAD -> isBroken = true;
                case PING -> send(new Frame.Ping(1), near, far);
                case WAIT -> speak(near, far);
            }
            if (near.conversation.ending().isPresent()) {
                isBroken = true;
            }
        });
    }

    private void speak(End near, End far) {
        if (near.pongOwed >= 0) {
            send(new Frame.Pong(near.pongOwed), near, far);
            near.pongOwed = -1;
        }
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            Optional<Frame> frame = near.conversation.next();
            if (frame.isEmpty()) {
                return;
            }
            send(frame.get(), near, far);
        }
    }

    private void send(Frame frame, End from, End to) {
        from.liveness.said(frame, clock.nanos());
        if (!isSwallowing) {
            long before = to.arriving.isEmpty() ? 0 : to.arriving.getLast().arrivesAt();
            long delay = random.nextLong(1, 400) * 1_000_000;
            to.arriving.add(new Parcel(FrameCodec.encode(frame), Math.max(before, clock.nanos() + delay)));
        }
    }

    private void deliverAll(End end) {
        while (!end.arriving.isEmpty()) {
            deliver(end);
        }
    }

    private void deliver(End end) {
        Frame frame = FrameCodec.decode(end.arriving.remove().frame());
        if (isSwallowing) {
            return;
        }
        switch (frame) {
            case Frame.Ping(long number) -> end.pongOwed = number;
            case Frame.Pong _ -> {
                // That it was heard is all there is to a pong.
            }
            default -> end.conversation.receive(frame);
        }
        end.liveness.heard(frame, end.conversation.isOwed(), clock.nanos());
    }

    private static void work(End end) throws InterruptedException {
        Optional<Conversation.Work> work = end.conversation.takeWork();
        if (work.isPresent()) {
            work.get().perform().run();
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws InterruptedException;
    }

    /// What ends a connection in the real thing ends it here.
    private void guarded(Action action) throws InterruptedException {
        if (isBroken) {
            return;
        }
        try {
            action.run();
        } catch (FrameException | TransientException _) {
            isBroken = true;
        }
    }
}
