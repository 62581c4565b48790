// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.leader;

import java.time.Duration;

/// How long leaders are trusted.
///
/// @param duration after which the others take over from a leader that they do not hear of
/// @param deadline after which a leader that cannot renew stops acting: earlier than the others begin, and by
///     more than a write that is under way may take
/// @param retry between two attempts to take or renew
public record LeaseTerms(Duration duration, Duration deadline, Duration retry) {
    /// Kubernetes' own: a dead leader is replaced after 15 to 17 seconds.
    public static final LeaseTerms STANDARD =
            new LeaseTerms(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public LeaseTerms {
        if (deadline.compareTo(duration) >= 0 || retry.compareTo(deadline) >= 0) {
            throw new IllegalArgumentException("a lease of " + duration + " needs a deadline before its end and several"
                    + " attempts before that, not " + deadline + " and " + retry);
        }
    }
}
