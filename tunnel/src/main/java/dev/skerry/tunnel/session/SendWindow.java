// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.session;

import dev.skerry.tunnel.frame.FrameException;

/// Numbers what is sent and bounds how much of it is unacknowledged. Acknowledgements are cumulative.
public final class SendWindow {
    private final int most;
    private long sent;
    private long acknowledged;

    public SendWindow(int most) {
        this.most = most;
    }

    public boolean isOpen() {
        return sent - acknowledged < most;
    }

    public boolean isEmpty() {
        return sent == acknowledged;
    }

    /// The number for the next thing, which is on its way from now on.
    public long take() {
        if (!isOpen()) {
            throw new IllegalStateException("the window of " + most + " is full");
        }
        return ++sent;
    }

    /// @throws FrameException if this was never sent
    public void acknowledge(long sequence) {
        if (sequence > sent) {
            throw new FrameException("acknowledged " + sequence + " of " + sent);
        }
        acknowledged = Math.max(acknowledged, sequence);
    }
}
