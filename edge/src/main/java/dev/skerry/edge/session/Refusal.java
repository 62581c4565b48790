// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.session;

import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.session.Conversation;
import java.util.Optional;

/// What is said to a node that is not let in: why, and nothing else.
public final class Refusal implements Conversation {
    private final Frame.Refused word;
    private boolean isSaid;

    /// @param reason a CamelCase word that can be counted
    /// @param message for the people at the node
    public Refusal(String reason, String message) {
        this.word = new Frame.Refused(reason, message);
    }

    @Override
    public void receive(Frame frame) {
        // Whatever the node says, the answer is the same.
    }

    @Override
    public Optional<Frame> next() {
        if (isSaid) {
            return Optional.empty();
        }
        isSaid = true;
        return Optional.of(word);
    }

    @Override
    public Optional<Work> takeWork() {
        return Optional.empty();
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public boolean isOwed() {
        return false;
    }

    @Override
    public Optional<String> ending() {
        return isSaid ? Optional.of(word.message()) : Optional.empty();
    }
}
