// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Feed;
import dev.skerry.store.engine.Filling;
import dev.skerry.store.engine.Intake;
import dev.skerry.store.engine.Request;
import dev.skerry.store.engine.WriteRule;
import dev.skerry.store.engine.WriteRule.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The only one that writes: a platform thread, because a commit waits for the disk inside a native call.
///
/// It takes everything that waits, decides it in order inside one transaction, and commits once. Only then
/// are the changes published and the callers answered, in this order: who has an answer finds its change
/// in every watch. If the disk is full, each request is tried once more alone, so that a large one does
/// not take the small ones with it. If the disk did not keep what it was told to keep, the writer ends, and with it
/// the store: see [#awaitEnd].
///
/// Changes are forgotten at once, by moving a bound; their rows are deleted a few at a time, with each commit and
/// while nobody waits.
final class Writer implements Runnable {
    private static final Log LOG = Log.of("store.sqlite");

    /// Changes forgotten at a time: often enough to stay small, seldom enough to cost little.
    private static final int TRIM_STEP = 64;

    /// Rows of forgotten changes that a commit deletes: a few milliseconds.
    private static final int TRIM_ROWS_MAX = 1_000;

    private final Connection connection;
    private final SqliteConfig config;
    private final Intake intake;
    private final Feed feed;
    private final WriteAheadLog log;
    private final Budget budget;
    private final Witness witness;
    private final CountDownLatch ended = new CountDownLatch(1);

    /// Why it ended, if it was not told to.
    private volatile @Nullable RuntimeException failure;

    /// Written by this thread only.
    private volatile Revision revision;

    private volatile Revision compacted;
    private boolean hasMoreToTrim = true;

    Writer(Connection connection, SqliteConfig config, Intake intake, Feed feed, Witness witness) {
        this.connection = connection;
        this.config = config;
        this.intake = intake;
        this.feed = feed;
        this.log = new WriteAheadLog(connection, config.logBytesMax());
        this.budget = new Budget(connection, log, config.bytesMax());
        this.witness = witness;
        this.revision = Tables.revision(connection);
        this.compacted = Tables.compacted(connection);
        log.settle();
        witness.see(revision);
    }

    WriteAheadLog log() {
        return log;
    }

    Revision revision() {
        return revision;
    }

    Revision compacted() {
        return compacted;
    }

    @Override
    public void run() {
        try {
            for (List<Request> batch = intake.takeAll(); !batch.isEmpty(); batch = intake.takeAll()) {
                answer(batch);
                log.tend();
                trimWhileIdle();
            }
        } catch (RuntimeException failed) {
            failure = failed;
            LOG.error("the store ends", failed, "database", connection.file());
        } catch (Error broken) {
            failure = new IllegalStateException("the writer of " + connection.file() + " broke", broken);
            throw broken;
        } finally {
            stop();
        }
    }

    private void trimWhileIdle() {
        try {
            while (hasMoreToTrim && intake.isEmpty()) {
                commit(List.of());
                log.tend();
            }
        } catch (StoreFullException | TransientException failed) {
            LOG.warn(
                    "forgotten changes keep their place until the next write",
                    "database",
                    connection.file(),
                    "because",
                    failed.getMessage());
        }
    }

    /// Nobody may wait for a writer that is gone, whatever ended it.
    private void stop() {
        intake.close();
        RuntimeException why = failure;
        var closed = new Request.Outcome.Failed(why == null ? new IllegalStateException("the store is closed") : why);
        intake.takeAll().forEach(request -> request.answer(closed));
        feed.close(why == null ? "the store is closed" : String.valueOf(why.getMessage()));
        connection.close();
        ended.countDown();
    }

    /// Waits until it has ended, and throws what ended it if that was a failure.
    void awaitEnd() throws InterruptedException {
        ended.await();
        RuntimeException why = failure;
        if (why != null) {
            throw why;
        }
    }

    private void answer(List<Request> batch) {
        if (batch.size() > 1
                && batch.stream().anyMatch(request -> request.filling().isPresent())) {
            batch.forEach(request -> answer(List.of(request)));
            return;
        }
        try {
            Optional<Filling> filling = batch.getFirst().filling();
            if (filling.isPresent()) {
                fill(batch.getFirst(), filling.get());
            } else {
                commit(batch);
            }
        } catch (StoreFullException full) {
            if (batch.size() == 1) {
                batch.getFirst().answer(new Request.Outcome.Failed(full));
            } else {
                batch.forEach(request -> answer(List.of(request)));
            }
        } catch (RuntimeException failed) {
            batch.forEach(request -> request.answer(new Request.Outcome.Failed(failed)));
            if (SqliteFailure.isFinal(failed)) {
                throw failed;
            }
        } catch (Error broken) {
            var failed = new IllegalStateException("the writer of " + connection.file() + " broke", broken);
            batch.forEach(request -> request.answer(new Request.Outcome.Failed(failed)));
            throw broken;
        }
    }

    private void commit(List<Request> batch) {
        var answers = new ArrayList<List<Update>>(batch.size());
        var changes = new ArrayList<Change>();
        Revision forget = compacted;
        boolean mustNotGrow = budget.isUsedUp();
        connection.statement("BEGIN IMMEDIATE").run();
        try {
            for (Request request : batch) {
                answers.add(apply(request, changes, mustNotGrow));
                forget = request.compactUpTo().isAfter(forget) ? request.compactUpTo() : forget;
            }
            forget = trim(forget, stateAfter(changes));
            connection.statement("COMMIT").run();
        } catch (Throwable failed) {
            rollBack();
            hasMoreToTrim = true;
            throw failed;
        }
        revision = stateAfter(changes);
        compacted = forget;
        witness.see(revision);
        if (!changes.isEmpty()) {
            feed.publish(changes, revision);
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer(new Request.Outcome.Written(answers.get(i)));
        }
    }

    private void fill(Request request, Filling filling) {
        connection.statement("BEGIN IMMEDIATE").run();
        try {
            revision = Tables.fill(connection, filling, revision);
            connection.statement("COMMIT").run();
        } catch (Throwable failed) {
            rollBack();
            revision = Tables.revision(connection);
            throw failed;
        }
        witness.see(revision);
        if (!Tables.compacted(connection).equals(compacted)) {
            compacted = Tables.compacted(connection);
            feed.publish(List.of(), revision);
        }
        request.answer(new Request.Outcome.Written(List.of()));
    }

    private Revision stateAfter(List<Change> changes) {
        return changes.isEmpty() ? revision : changes.getLast().revision();
    }

    private List<Update> apply(Request request, List<Change> changes, boolean mustNotGrow) {
        List<Update> refusal = request.isTogether()
                ? WriteRule.refusal(request.writes(), key -> Tables.find(connection, key))
                : List.of();
        return refusal.isEmpty() ? apply(request.writes(), changes, mustNotGrow) : refusal;
    }

    private List<Update> apply(List<Write> writes, List<Change> changes, boolean mustNotGrow) {
        var answers = new ArrayList<Update>(writes.size());
        for (Write write : writes) {
            var next = new Revision(stateAfter(changes).value() + 1);
            Optional<Entry> found = Tables.find(connection, write.key());
            Decision decision = WriteRule.decide(write, _ -> found, next);
            if (mustNotGrow) {
                budget.require(decision, found.map(entry -> entry.value().length));
            }
            switch (decision) {
                case Decision.Refuse(Update answer) -> {
                    answers.add(answer);
                    continue;
                }
                case Decision.Keep(Entry entry) -> Tables.put(connection, entry);
                case Decision.Erase() -> Tables.erase(connection, write.key());
            }
            Change change = WriteRule.change(write, next);
            Tables.log(connection, change);
            changes.add(change);
            answers.add(new Update.Done(next));
        }
        return List.copyOf(answers);
    }

    /// Forgets what was asked for, and what is more than the history may hold, and deletes some of what is
    /// forgotten.
    ///
    /// @return up to where changes are forgotten
    private Revision trim(Revision asked, Revision newest) {
        Revision forget = asked.isAfter(newest) ? newest : asked;
        if (newest.value() - forget.value() > config.historyMax() + TRIM_STEP) {
            forget = new Revision(newest.value() - config.historyMax());
        }
        if (forget.isAfter(compacted)) {
            Tables.forget(connection, forget);
            hasMoreToTrim = true;
        }
        if (hasMoreToTrim) {
            hasMoreToTrim = Tables.trim(connection, forget, newest, TRIM_ROWS_MAX);
        }
        return forget;
    }

    private void rollBack() {
        try {
            connection.execute("ROLLBACK");
        } catch (RuntimeException _) {
            // After a full disk SQLite may have rolled back by itself, and then there is nothing to undo.
        }
    }
}
