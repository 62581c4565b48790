// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.wire.RangeAnswer;
import dev.skerry.remotestore.etcd.wire.RangeRequest;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Feed;
import dev.skerry.store.engine.LoadableStore;
import dev.skerry.store.engine.WriteRule;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The store in etcd, for several servers at once.
///
/// A write is one transaction of etcd and durable on most of its members when it is answered; a read is
/// linearizable. All watches of this object are fed by one watch of etcd. A member that fails is replaced by
/// the next endpoint; when none answers, calls fail with [StoreUnavailableException] and work again by
/// themselves later, and watches stay open and miss nothing.
public final class EtcdStore implements LoadableStore {
    private final Engine engine;
    private final EtcdConfig config;
    private final Feed feed;
    private final Position position;
    private final Follower follower;
    private final Writing writing;
    private final Past past;
    private final Compaction compaction;
    private final Filling filling;
    private final LatestRevision latest = new LatestRevision(this::askForRevision);
    private final TaskGroup tasks = new TaskGroup();
    private volatile boolean isClosed;

    private EtcdStore(Engine engine, EtcdConfig config, long at, Clock clock, RandomGenerator random) {
        this.engine = engine;
        this.config = config;
        this.feed = new Feed(config.queueMax(), engine.epoch().ours(at));
        this.position = new Position(at);
        this.follower = new Follower(engine, feed, position, clock, random);
        this.writing = new Writing(engine, position, config.timeout());
        this.past = new Past(engine, clock, config.timeout());
        this.compaction = new Compaction(engine, position, config, clock);
        this.filling = new Filling(engine, position);
        tasks.start("etcd watch", follower::run);
        tasks.start("etcd compaction", compaction::run);
    }

    /// Opens the store under the root, or makes it.
    ///
    /// @throws StoreUnavailableException if etcd does not answer: try again
    /// @throws dev.skerry.foundation.lifecycle.TerminalException if it is too old, or does not hold a store of
    ///     ours under the root
    public static EtcdStore open(EtcdConfig config, Clock clock, RandomGenerator random) {
        var client = new EtcdClient(config.endpoints(), config.login(), config.tls(), config.timeout(), clock);
        try {
            Beginning beginning = Beginning.of(client, new Layout(config.root()));
            var engine = new Engine(client, new Layout(config.root()), beginning.epoch());
            return new EtcdStore(engine, config, beginning.at(), clock, random);
        } catch (RuntimeException failed) {
            client.close();
            throw failed;
        }
    }

    /// As of now, wherever it was written; watches are told up to there before this returns.
    @Override
    public Revision revision() {
        requireOpen();
        long now = latest.read();
        if (position.at() < now) {
            position.want(now);
            follower.hurry();
            if (!position.await(now, config.timeout())) {
                throw StoreUnavailableException.notWritten(
                        "etcd does not tell us of changes any more", new IllegalStateException());
            }
        }
        return engine.epoch().ours(now);
    }

    private long askForRevision() {
        return range(RangeRequest.one(engine.layout().nothing())).header().revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        return range(RangeRequest.one(engine.layout().key(key))).entries().stream()
                .findFirst()
                .map(stored -> engine.envelope().open(stored));
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        byte[] start = engine.layout().start(prefix, from);
        RangeAnswer answer = range(new RangeRequest(start, engine.layout().end(prefix), limit, 0, false));
        return new Page(
                answer.entries().stream()
                        .map(stored -> engine.envelope().open(stored))
                        .toList(),
                engine.epoch().ours(answer.header().revision()),
                answer.hasMore());
    }

    @Override
    public long count(String prefix) {
        byte[] start = engine.layout().start(prefix, prefix);
        return range(new RangeRequest(start, engine.layout().end(prefix), 0, 0, true))
                .count();
    }

    private RangeAnswer range(RangeRequest request) {
        requireOpen();
        try {
            return RangeAnswer.of(engine.client().read(Method.RANGE, request.toBytes()));
        } catch (RpcFailure refused) {
            throw new IllegalStateException("etcd refused to read: " + refused.getMessage(), refused);
        }
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        requireOpen();
        return writing.write(List.copyOf(writes));
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        requireOpen();
        return Together.of(writes, writing.writeTogether(WriteRule.requireApart(writes)));
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        requireOpen();
        if (engine.epoch().etcd(after) < position.at()) {
            past.requireKnown(after);
        }
        return feed.open(prefix, after, past);
    }

    @Override
    public void compact(Revision upTo) {
        requireOpen();
        Revision now = revision();
        Revision limit = upTo.isAfter(now) ? now : upTo;
        if (!engine.epoch().isBefore(limit)) {
            compaction.forget(engine.epoch().etcd(limit));
        }
    }

    @Override
    public Revision compacted() {
        requireOpen();
        return past.compacted();
    }

    @Override
    public void load(List<Entry> entries) {
        requireOpen();
        filling.load(entries);
    }

    @Override
    public void unload(List<Key> keys) {
        requireOpen();
        filling.unload(keys);
    }

    @Override
    public void standAt(Revision revision) {
        // So that nothing of before is still to be told when the epoch changes.
        revision();
        Epoch next = filling.standAt(revision);
        engine.begin(next);
        position.setBackTo(next.start());
        feed.startOver("the store was filled from outside", next.base());
    }

    @Override
    public void close() {
        isClosed = true;
        tasks.close();
        feed.close("the store is closed");
        engine.client().close();
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the store is closed");
        }
    }
}
