// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.rpc.Stream;
import dev.skerry.remotestore.etcd.wire.RangeAnswer;
import dev.skerry.remotestore.etcd.wire.RangeRequest;
import dev.skerry.remotestore.etcd.wire.WatchAnswer;
import dev.skerry.remotestore.etcd.wire.WatchRequest;
import dev.skerry.store.Change;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.engine.Feed;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps one watch of etcd open, on everything below our root, and publishes what it tells to the [Feed].
///
/// A stream that breaks, or that says nothing although it was asked, is opened anew at another member, behind
/// the last revision that was published: nothing is missed and nothing comes twice. If etcd has forgotten
/// what lies between, or was set back to an older state, every watch is lost and readers list again.
///
/// etcd tells a watch only of its own keys. Where others write in the same etcd, its revision runs ahead of
/// what we hear of; whoever wants to know that we are up to date makes us ask for progress.
final class Follower {
    private static final Log LOG = Log.of("store.etcd");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    /// After so much silence etcd is asked whether it is there; as much later it is left.
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /// How often progress is asked for while somebody waits: etcd does not answer while the watch catches up.
    private static final Duration INSISTENCE = Duration.ofMillis(20);

    private final Engine engine;
    private final Feed feed;
    private final Position position;
    private final Clock clock;
    private final RandomGenerator random;
    private volatile @Nullable Stream current;

    Follower(Engine engine, Feed feed, Position position, Clock clock, RandomGenerator random) {
        this.engine = engine;
        this.feed = feed;
        this.position = position;
        this.clock = clock;
        this.random = random;
    }

    /// Somebody waits for progress.
    void hurry() {
        Stream stream = current;
        if (stream != null) {
            stream.wake();
        }
    }

    /// Follows until interrupted.
    void run() throws InterruptedException {
        int failures = 0;
        while (true) {
            long before = position.at();
            try {
                followOnce();
            } catch (RpcFailure | StoreUnavailableException failed) {
                failures = position.at() > before ? 1 : failures + 1;
                if (failures == 1) {
                    LOG.warn("etcd no longer tells of changes; trying again", "because", failed.getMessage());
                }
                clock.sleep(BACKOFF.delay(failures, random));
                resume();
            }
        }
    }

    private void followOnce() throws RpcFailure, InterruptedException {
        try (Stream stream = engine.client().open(Method.WATCH)) {
            current = stream;
            var layout = engine.layout();
            stream.send(new WatchRequest.Create(layout.start("/", "/"), layout.end("/"), position.at() + 1).toBytes());
            try {
                listen(stream);
            } catch (RpcFailure failed) {
                engine.client().leave(stream.address());
                throw failed;
            }
        } finally {
            current = null;
        }
    }

    private void listen(Stream stream) throws RpcFailure, InterruptedException {
        var whole = new WholeRevisions();
        long heardAt = clock.nanos();
        boolean isAsked = false;
        while (true) {
            switch (stream.next(position.isBehind() ? INSISTENCE : SILENCE)) {
                case Stream.Next.Message(byte[] content) -> {
                    heardAt = clock.nanos();
                    isAsked = false;
                    take(WatchAnswer.of(content), whole, stream);
                }
                case Stream.Next.Quiet() -> {
                    long silent = clock.nanos() - heardAt;
                    if (isAsked && silent > 2 * SILENCE.toNanos()) {
                        throw RpcFailure.silent(stream.address());
                    }
                    if (position.isBehind() || silent >= SILENCE.toNanos()) {
                        stream.send(new WatchRequest.Progress().toBytes());
                        isAsked = true;
                    }
                }
                case Stream.Next.Ended() -> throw RpcFailure.ended(stream.address());
                case Stream.Next.Broken(RpcFailure failure) -> throw failure;
            }
        }
    }

    private void take(WatchAnswer answer, WholeRevisions whole, Stream stream) throws RpcFailure {
        if (answer.isCanceled()) {
            if (answer.compacted() > 0) {
                startOver("etcd has forgotten what happened since; it was compacted to "
                        + engine.epoch().ours(answer.compacted()));
            }
            throw RpcFailure.canceled(stream.address(), answer.reason());
        }
        List<WatchAnswer.Event> events = whole.take(answer);
        if (!events.isEmpty()) {
            publish(events);
        } else if (!answer.isCreated() && !answer.isFragment() && !whole.isTorn()) {
            moveTo(answer.header().revision(), List.of());
        }
    }

    private void publish(List<WatchAnswer.Event> events) {
        long upTo = events.getLast().entry().modified();
        try {
            moveTo(upTo, Changes.of(events, position.at(), upTo, engine));
        } catch (StoreCorruptException corrupt) {
            LOG.error("a change cannot be told; every watch starts over", "because", corrupt.getMessage());
            feed.startOver(String.valueOf(corrupt.getMessage()), engine.epoch().ours(upTo));
            position.moveTo(upTo);
        }
    }

    /// First the feed, then whoever waits: who has an answer finds its change in every watch.
    private void moveTo(long upTo, List<Change> changes) {
        if (upTo > position.at()) {
            feed.publish(changes, engine.epoch().ours(upTo));
            position.moveTo(upTo);
        }
    }

    /// Before the next stream: is it still the etcd that it was?
    private void resume() {
        try {
            RangeAnswer found = readEpoch();
            boolean isOurs = found.entries().stream()
                    .anyMatch(entry -> entry.modified() == engine.epoch().start());
            if (!isOurs) {
                LOG.error(
                        "etcd no longer holds the store that this server was started with; restart the server",
                        "root",
                        engine.layout().root());
            } else if (found.header().revision() < position.at()) {
                startOver("etcd was set back to an older state");
            }
        } catch (StoreUnavailableException _) {
            // Nobody is there yet; opening the stream will say so.
        }
    }

    private void startOver(String reason) {
        long now = readEpoch().header().revision();
        LOG.warn("every watch starts over", "because", reason);
        feed.startOver(reason, engine.epoch().ours(now));
        position.setBackTo(now);
    }

    private RangeAnswer readEpoch() {
        try {
            byte[] request = RangeRequest.one(engine.layout().epoch()).toBytes();
            return RangeAnswer.of(engine.client().read(Method.RANGE, request));
        } catch (RpcFailure refused) {
            throw StoreUnavailableException.notWritten("etcd refused to read: " + refused.getMessage(), refused);
        }
    }
}
