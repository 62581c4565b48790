// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.session;

import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.profile.LinkProfile;

/// Decides when to ping, and when the link is dead. Times are nanoseconds of one clock.
///
/// Two rules. Whatever is sent and deserves an answer puts the other side in debt. After half of `silenceMax` in
/// debt a ping goes out, which the other side answers at once even when it is slow with everything else; after
/// the whole of it the link is dead. And when nothing was heard for `idlePing`, a ping goes out, which makes a
/// debt.
///
/// A debt is paid when nothing waits for an answer any more, or by the pong to a ping that was sent after
/// everything else, since what is sent arrives in order. Anything else that is heard gives a new term: it may have
/// been on its way before the link went dark.
public final class Liveness {
    /// What to do now.
    public enum Verdict {
        WAIT,
        PING,
        DEAD
    }

    private static final long NO_DEBT = Long.MIN_VALUE;

    private final long idlePing;
    private final long silenceMax;
    private long heardAt;
    private long debtSince = NO_DEBT;
    private boolean hasPinged;
    private boolean hasSpokenSincePing;

    public Liveness(LinkProfile profile, long now) {
        this.idlePing = profile.idlePing().toNanos();
        this.silenceMax = profile.silenceMax().toNanos();
        this.heardAt = now;
    }

    /// @param isOwed whether, now that the frame was taken in, something that was sent still waits for its answer
    public void heard(Frame frame, boolean isOwed, long now) {
        heardAt = now;
        if (debtSince == NO_DEBT) {
            return;
        }
        boolean isPong = frame instanceof Frame.Pong;
        boolean isPaid = isPong ? !hasSpokenSincePing : !isOwed && !hasPinged;
        hasPinged &= !isPong;
        debtSince = isPaid ? NO_DEBT : now;
    }

    public void said(Frame frame, long now) {
        if (!deservesAnswer(frame)) {
            return;
        }
        boolean isPing = frame instanceof Frame.Ping;
        hasPinged |= isPing;
        hasSpokenSincePing = !isPing;
        if (debtSince == NO_DEBT) {
            debtSince = now;
        }
    }

    public Verdict verdict(long now) {
        if (debtSince != NO_DEBT && now - debtSince >= silenceMax) {
            return Verdict.DEAD;
        }
        return !hasPinged && now >= pingAt() ? Verdict.PING : Verdict.WAIT;
    }

    /// When to ask again, if nothing is heard or said before.
    public long askAgainAt() {
        long deadAt = debtSince == NO_DEBT ? Long.MAX_VALUE : debtSince + silenceMax;
        return hasPinged ? deadAt : Math.min(deadAt, pingAt());
    }

    private long pingAt() {
        return debtSince == NO_DEBT ? heardAt + idlePing : debtSince + silenceMax / 2;
    }

    /// Answers deserve no answer, or the two ends would keep each other awake for ever.
    private static boolean deservesAnswer(Frame frame) {
        return switch (frame) {
            case Frame.Hello _,
                    Frame.ManifestRequest _,
                    Frame.Deliver _,
                    Frame.Synced _,
                    Frame.Upstream _,
                    Frame.Ping _,
                    Frame.StreamOpen _,
                    Frame.StreamData _ -> true;
            case Frame.Welcome _,
                    Frame.Refused _,
                    Frame.Manifest _,
                    Frame.Acknowledge _,
                    Frame.Reject _,
                    Frame.UpstreamAck _,
                    Frame.Pong _,
                    Frame.StreamWindow _,
                    Frame.StreamClose _,
                    Frame.StreamReset _ -> false;
        };
    }
}
