// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.StoreFullException;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.session.Conversation;
import java.time.Duration;
import java.util.Optional;

/// A conversation whose work waits while the node's disk is full. What has arrived stays unacknowledged, so the
/// server's window closes by itself; pings, logs and commands go on over the connection, and what was waiting is
/// stored as soon as there is space. Ending the connection instead would have a thousand full nodes dial, greet
/// and fall again all day.
final class SpaceAwaiting implements Conversation {
    private static final Log LOG = Log.of("agent.link");

    /// Short enough for somebody who has just freed space and looks on.
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final Conversation conversation;
    private final Clock clock;

    SpaceAwaiting(Conversation conversation, Clock clock) {
        this.conversation = conversation;
        this.clock = clock;
    }

    @Override
    public void receive(Frame frame) {
        conversation.receive(frame);
    }

    @Override
    public Optional<Frame> next() {
        return conversation.next();
    }

    @Override
    public Optional<Work> takeWork() {
        return conversation.takeWork().map(work -> () -> performWhenThereIsSpace(work));
    }

    @Override
    public boolean isOpen() {
        return conversation.isOpen();
    }

    @Override
    public boolean isOwed() {
        return conversation.isOwed();
    }

    @Override
    public Optional<String> ending() {
        return conversation.ending();
    }

    private Runnable performWhenThereIsSpace(Work work) throws InterruptedException {
        boolean hasComplained = false;
        while (true) {
            try {
                Runnable outcome = work.perform();
                if (hasComplained) {
                    LOG.info("there is space on the disk again; the node takes what is new");
                }
                return outcome;
            } catch (StoreFullException full) {
                if (!hasComplained) {
                    LOG.warn(
                            "the disk is full: the node takes nothing new from its server until space is free; its"
                                    + " pods go on",
                            "why",
                            full.getMessage());
                }
                hasComplained = true;
                clock.sleep(PAUSE);
            }
        }
    }
}
