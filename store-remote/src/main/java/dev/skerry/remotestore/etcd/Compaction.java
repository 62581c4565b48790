// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.wire.ProtoWriter;
import dev.skerry.store.StoreUnavailableException;
import java.time.Duration;

/// Makes etcd forget old changes, so that its database stays bounded: what is more than the history may hold,
/// and every few minutes what is older than these minutes. All replicas do so, without agreeing: whoever
/// comes second finds it done, and what each saw that long ago is older than what is kept.
///
/// etcd forgets for everybody who shares it. Nobody loses a current value; another program's watch that was
/// away for longer than the minutes has to list again, as it would beside any Kubernetes.
final class Compaction {
    private static final Log LOG = Log.of("store.etcd");

    /// Changes beyond the bound before it is held up: one request for many.
    private static final int STEP_SHARE = 10;

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Engine engine;
    private final Position position;
    private final EtcdConfig config;
    private final Clock clock;

    Compaction(Engine engine, Position position, EtcdConfig config, Clock clock) {
        this.engine = engine;
        this.position = position;
        this.config = config;
        this.clock = clock;
    }

    /// Holds the bounds until interrupted.
    void run() throws InterruptedException {
        long forgotten = engine.epoch().start();
        long mark = position.at();
        long markedAt = clock.nanos();
        while (true) {
            long full = forgotten + config.historyMax() + Math.max(1, config.historyMax() / STEP_SHARE);
            long left = markedAt + config.historyKept().toNanos() - clock.nanos();
            try {
                if (position.awaitOrStop(full, Duration.ofNanos(Math.max(left, 0)))) {
                    forgotten = position.at() - config.historyMax();
                    forget(forgotten);
                } else {
                    forgotten = Math.max(mark, forgotten);
                    forget(forgotten);
                    mark = position.at();
                    markedAt = clock.nanos();
                }
            } catch (StoreUnavailableException unavailable) {
                LOG.debug("etcd could not compact", "because", unavailable.getMessage());
                clock.sleep(PAUSE_AFTER_FAILURE);
            }
        }
    }

    /// Forgets changes up to and including this etcd revision.
    void forget(long upTo) {
        try {
            engine.client()
                    .read(Method.COMPACT, new ProtoWriter().number(1, upTo).toBytes());
        } catch (RpcFailure refused) {
            if (refused.kind() != RpcFailure.Kind.COMPACTED) {
                throw StoreUnavailableException.notWritten("etcd refused to compact: " + refused.getMessage(), refused);
            }
            // Somebody was here before.
        }
    }
}
