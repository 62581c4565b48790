// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.leader;

import dev.skerry.api.codec.Timestamps;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps a Lease, or waits for it.
///
/// States: waiting; leading, since an attempt that succeeded; and no longer leading, when the last success is longer
/// ago than the deadline or the Lease is seen in another's hands. Success counts from before it was asked for, so
/// this candidate stops acting before any other may begin, however long an answer takes.
///
/// One thread calls [#attempt] and [#release], or [#run], which does both; any may ask [#holds].
public final class LeaderElection implements Leadership {
    private static final Log LOG = Log.of("client.leader");
    private static final GroupVersionKind KIND = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");

    private final KubeClient client;
    private final ObjectName name;
    private final String own;
    private final LeaseTerms terms;
    private final Clock clock;
    private final RandomGenerator random;
    private final LeaseRule rule;
    private volatile boolean isLeading;
    private volatile long renewedAt;

    /// The Lease as this candidate last wrote it; renewing needs no read then.
    private @Nullable KubeObject written;

    /// What a leader does.
    @FunctionalInterface
    public interface Term {
        /// Starts it; what is started ends with the group.
        void start(TaskGroup tasks, Leadership leadership);
    }

    /// Which Lease, and for whom.
    ///
    /// @param candidate what this process calls itself: no two alike, also not before and after a restart
    public record Candidacy(ObjectName lease, String candidate, LeaseTerms terms) {}

    public LeaderElection(KubeClient client, Candidacy candidacy, Clock clock, RandomGenerator random) {
        this.client = client;
        this.name = candidacy.lease();
        this.own = candidacy.candidate();
        this.terms = candidacy.terms();
        this.clock = clock;
        this.random = random;
        this.rule = new LeaseRule(own);
    }

    @Override
    public boolean holds() {
        return isLeading && clock.nanos() - renewedAt < terms.deadline().toNanos();
    }

    /// Leads whenever it can, until it is interrupted.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TaskFailedException if something of the term fails
    public void run(Term term) throws InterruptedException {
        try {
            while (true) {
                while (!attempt()) {
                    clock.sleep(pause());
                }
                lead(term);
            }
        } finally {
            release();
        }
    }

    /// Tries once to take or to renew; whether this candidate leads now.
    public boolean attempt() {
        long asked = clock.nanos();
        KubeObject last = written;
        try {
            if (last != null && isLeading) {
                keep(client.update(Resources.LEASES, renewed(last)), asked);
            } else {
                look(asked);
            }
        } catch (TransientException | StatusException failed) {
            // Another was faster, or the API is away: the next attempt begins with a read.
            written = null;
            LOG.debug("the lease was not written", "lease", name, "why", failed.getMessage());
        }
        isLeading = holds();
        return isLeading;
    }

    /// Gives the Lease back, so that the next one need not wait until it runs out.
    public void release() {
        if (!holds()) {
            return;
        }
        // Told to stop, a thread still has this to say.
        boolean wasInterrupted = Thread.interrupted();
        try {
            var lease = client.find(Resources.LEASES, name)
                    .filter(found -> found.at("spec", "holderIdentity").text().equals(own));
            if (lease.isPresent()) {
                client.update(
                        Resources.LEASES,
                        renewed(lease.get())
                                .with("", "spec", "holderIdentity")
                                .with(Json.of(1L), "spec", "leaseDurationSeconds"));
            }
        } catch (TransientException | StatusException failed) {
            LOG.debug("the lease was not given back", "lease", name, "why", failed.getMessage());
        } finally {
            isLeading = false;
            written = null;
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Everything of a term is over before the next one begins.
    private void lead(Term term) throws InterruptedException {
        LOG.info("leads", "lease", name, "as", own);
        try (var tasks = new TaskGroup()) {
            term.start(tasks, this);
            tasks.start("lease " + name.name(), () -> {
                do {
                    clock.sleep(pause());
                } while (attempt());
                LOG.warn("no longer leads: the lease was lost or could not be renewed", "lease", name);
                tasks.stop();
            });
            tasks.await();
        }
    }

    private void look(long asked) {
        switch (rule.decide(client.find(Resources.LEASES, name), asked)) {
            case LeaseRule.Move.Wait(String holder) -> {
                if (isLeading) {
                    LOG.warn("another has taken the lease", "lease", name, "holder", holder);
                }
                isLeading = false;
            }
            case LeaseRule.Move.Make() ->
                keep(client.create(Resources.LEASES, acquired(KubeObject.of(KIND, name), 0)), asked);
            case LeaseRule.Move.Renew(KubeObject lease) -> keep(client.update(Resources.LEASES, renewed(lease)), asked);
            case LeaseRule.Move.Take(KubeObject lease) -> {
                long transitions = lease.at("spec", "leaseTransitions").longOr(0);
                keep(client.update(Resources.LEASES, acquired(lease, transitions + 1)), asked);
            }
        }
    }

    private void keep(KubeObject lease, long asked) {
        written = lease;
        renewedAt = asked;
        isLeading = true;
    }

    private KubeObject acquired(KubeObject lease, long transitions) {
        return renewed(lease)
                .with(own, "spec", "holderIdentity")
                .with(Timestamps.micros(clock.now()), "spec", "acquireTime")
                .with(Json.of(transitions), "spec", "leaseTransitions");
    }

    private KubeObject renewed(KubeObject lease) {
        Instant now = clock.now();
        return lease.with(Json.of(terms.duration().toSeconds()), "spec", "leaseDurationSeconds")
                .with(Timestamps.micros(now), "spec", "renewTime");
    }

    /// A fifth more or less, so that candidates do not ask in step.
    private Duration pause() {
        return Duration.ofNanos((long) (terms.retry().toNanos() * (0.8 + 0.4 * random.nextDouble())));
    }
}
