// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.session;

import dev.skerry.tunnel.frame.Frame;
import java.util.Optional;

/// What one end says and does on one connection: a state machine without clock, threads or I/O. Whoever owns
/// it calls one method at a time ([Connection] under its lock, a simulator from its only thread).
///
/// What has to be done on disk or over the network is handed out as [Work] and done elsewhere.
public interface Conversation {
    /// Something that blocks, done outside; at most one at a time, in the order it was handed out.
    @FunctionalInterface
    interface Work {
        /// @return what the outcome changes in the conversation; run where its other methods are called
        Runnable perform() throws InterruptedException;
    }

    /// Takes a frame in. Pings, pongs and stream frames never come here.
    ///
    /// @throws dev.skerry.tunnel.frame.FrameException if the frame makes no sense now; the connection ends
    void receive(Frame frame);

    /// The next frame to send, if there is one now.
    Optional<Frame> next();

    /// The next thing to do outside, if there is one now.
    Optional<Work> takeWork();

    /// Whether the two ends have agreed to talk: streams may be opened.
    boolean isOpen();

    /// Whether something that this end said still waits for the word that it arrived.
    boolean isOwed();

    /// Why the connection should end after everything was sent; empty while it should not.
    Optional<String> ending();
}
