// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.rpc.Stream;
import dev.skerry.remotestore.etcd.wire.RangeRequest;
import dev.skerry.remotestore.etcd.wire.WatchAnswer;
import dev.skerry.remotestore.etcd.wire.WatchRequest;
import dev.skerry.store.Change;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.engine.History;
import java.time.Duration;
import java.util.List;

/// What etcd remembers: changes since a revision, and how far back it goes. Each part of a past is read by a
/// watch of its own, which etcd begins within a tenth of a second.
final class Past implements History {
    /// How often progress is asked for: etcd does not answer while a watch catches up.
    private static final Duration INSISTENCE = Duration.ofMillis(20);

    private final Engine engine;
    private final Clock clock;
    private final Duration timeout;

    Past(Engine engine, Clock clock, Duration timeout) {
        this.engine = engine;
        this.clock = clock;
        this.timeout = timeout;
    }

    /// @throws CompactedException if a watch may not start after this revision
    void requireKnown(Revision after) {
        if (after.compareTo(engine.epoch().base()) < 0) {
            throw new CompactedException(after, compacted());
        }
        try {
            var then = RangeRequest.at(engine.layout().nothing(), engine.epoch().etcd(after));
            engine.client().read(Method.RANGE, then.toBytes());
        } catch (RpcFailure refused) {
            if (refused.kind() != RpcFailure.Kind.COMPACTED) {
                // A revision that is not there yet: then nothing after it is forgotten.
                return;
            }
            throw new CompactedException(after, compacted());
        }
    }

    /// The oldest revision a watch may start after. etcd says so only to a watch that starts too early.
    Revision compacted() {
        Revision oldest = engine.epoch().ours(forgotten());
        return oldest.isAfter(engine.epoch().base()) ? oldest : engine.epoch().base();
    }

    /// The same, as etcd counts; zero if it has forgotten nothing.
    long forgotten() {
        byte[] nothing = engine.layout().nothing();
        return ask(new WatchRequest.Create(nothing, new byte[0], 1), new Question<>() {
            @Override
            public boolean isAnsweredBy(WatchAnswer answer) {
                return answer.isCanceled() || isProgress(answer);
            }

            @Override
            public Long answer(WatchAnswer answer) {
                return answer.compacted();
            }
        });
    }

    @Override
    public Part read(String prefix, Revision after, Revision upTo) {
        long from = engine.epoch().etcd(after);
        long to = engine.epoch().etcd(upTo);
        var layout = engine.layout();
        var whole = new WholeRevisions();
        // From `after` itself on, so that etcd says if that is forgotten.
        var create = new WatchRequest.Create(layout.start(prefix, prefix), layout.end(prefix), from);
        return ask(create, new Question<>() {
            private List<WatchAnswer.Event> told = List.of();

            @Override
            public boolean isAnsweredBy(WatchAnswer answer) {
                if (answer.compacted() > 0) {
                    throw new CompactedException(after, engine.epoch().ours(answer.compacted()));
                }
                told = whole.take(answer);
                boolean isNews = !told.isEmpty() && told.getLast().entry().modified() > from;
                return isNews || isProgress(answer) && answer.header().revision() >= to;
            }

            @Override
            public Part answer(WatchAnswer answer) {
                List<Change> changes = Changes.of(told, from, to, engine);
                long read = told.isEmpty()
                        ? to
                        : Math.min(to, told.getLast().entry().modified());
                return new Part(changes, engine.epoch().ours(read));
            }
        });
    }

    private static boolean isProgress(WatchAnswer answer) {
        return answer.events().isEmpty() && !answer.isCreated() && !answer.isCanceled() && !answer.isFragment();
    }

    /// What a watch is opened for.
    private interface Question<T> {
        boolean isAnsweredBy(WatchAnswer answer);

        T answer(WatchAnswer answer);
    }

    private <T> T ask(WatchRequest.Create create, Question<T> question) {
        long giveUpAt = clock.nanos() + timeout.toNanos();
        while (true) {
            try (Stream stream = engine.client().open(Method.WATCH)) {
                stream.send(create.toBytes());
                try {
                    return listen(stream, question, giveUpAt);
                } catch (RpcFailure failed) {
                    engine.client().leave(stream.address());
                    throw failed;
                }
            } catch (RpcFailure failed) {
                if (clock.nanos() >= giveUpAt) {
                    throw StoreUnavailableException.notWritten(
                            "etcd does not tell of the past: " + failed.getMessage(), failed);
                }
                pause();
            }
        }
    }

    private <T> T listen(Stream stream, Question<T> question, long giveUpAt) throws RpcFailure {
        while (clock.nanos() < giveUpAt) {
            switch (next(stream)) {
                case Stream.Next.Message(byte[] content) -> {
                    var answer = WatchAnswer.of(content);
                    if (question.isAnsweredBy(answer)) {
                        return question.answer(answer);
                    }
                    if (answer.isCanceled()) {
                        throw RpcFailure.canceled(stream.address(), answer.reason());
                    }
                }
                case Stream.Next.Quiet() -> stream.send(new WatchRequest.Progress().toBytes());
                case Stream.Next.Ended() -> throw RpcFailure.ended(stream.address());
                case Stream.Next.Broken(RpcFailure failure) -> throw failure;
            }
        }
        throw RpcFailure.silent(stream.address());
    }

    private static Stream.Next next(Stream stream) {
        try {
            return stream.next(INSISTENCE);
        } catch (InterruptedException interrupted) {
            throw stopped(interrupted);
        }
    }

    private void pause() {
        try {
            clock.sleep(INSISTENCE.multipliedBy(5));
        } catch (InterruptedException interrupted) {
            throw stopped(interrupted);
        }
    }

    private static StoreUnavailableException stopped(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return StoreUnavailableException.notWritten("told to stop while reading the past", interrupted);
    }
}
