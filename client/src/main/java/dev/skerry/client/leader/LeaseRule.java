// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.leader;

import dev.skerry.api.object.KubeObject;
import java.time.Duration;
import java.util.Optional;

/// Decides what a candidate does about a Lease. Reads no clock.
///
/// A leader is gone when its Lease has not changed for as long as the Lease says, by the candidate's own clock and
/// counted from when the candidate first saw it so: the times in a Lease are from clocks that may be years off.
final class LeaseRule {
    private final String own;
    private String seen = "";
    private long seenAt;

    /// What a candidate does.
    sealed interface Move {
        /// The Lease is another's.
        record Wait(String holder) implements Move {}

        /// There is none: it is made.
        record Make() implements Move {}

        /// It is nobody's, or its holder is gone.
        record Take(KubeObject lease) implements Move {}

        /// It is the candidate's own.
        record Renew(KubeObject lease) implements Move {}
    }

    /// @param own what the candidate calls itself: no two alike, also not before and after a restart
    LeaseRule(String own) {
        this.own = own;
    }

    /// @param now in nanoseconds, from a clock that never goes back
    Move decide(Optional<KubeObject> lease, long now) {
        if (lease.isEmpty()) {
            return new Move.Make();
        }
        String holder = lease.get().at("spec", "holderIdentity").text();
        if (holder.equals(own)) {
            return new Move.Renew(lease.get());
        }
        String sign = lease.get().uid()
                + holder
                + lease.get().at("spec", "renewTime").text()
                + lease.get().at("spec", "acquireTime").text();
        if (!sign.equals(seen)) {
            seen = sign;
            seenAt = now;
        }
        Duration duration = Duration.ofSeconds(
                lease.get().at("spec", "leaseDurationSeconds").longOr(0));
        boolean isGone = now - seenAt > duration.toNanos();
        return holder.isEmpty() || isGone ? new Move.Take(lease.get()) : new Move.Wait(holder);
    }
}
