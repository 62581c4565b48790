// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Feed;
import dev.skerry.store.engine.Request;
import dev.skerry.store.engine.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Commits the requests of a portion in one transaction over the writer's own connection. Used by one thread.
///
/// 1. Lock the one row; in the same round trip read what others wrote since the feed was told, and the entries of
///    the portion's keys. What others wrote is published: it comes before ours.
/// 2. Decide ([Ledger]), write, commit, in one round trip.
/// 3. Publish our own changes. Only then are the callers answered, so that who has an answer finds its change in
///    every watch.
///
/// What fails in the first step was certainly not written: over a connection that has lain there it is tried once
/// more on a new one. What breaks off in the second may have been.
final class Transactions {
    /// An engine that undoes a transaction for another's sake does so seldom, since all take the same lock first.
    private static final int ATTEMPTS_MAX = 10;

    private final SqlEngine engine;
    private final Connections connections;
    private final Feed feed;
    private final Follower follower;
    private final Forgetting forgetting;
    private final OwnCommit ownCommit;

    private @Nullable Session session;

    Transactions(
            SqlEngine engine,
            Connections connections,
            Feed feed,
            Follower follower,
            Forgetting forgetting,
            OwnCommit ownCommit) {
        this.engine = engine;
        this.connections = connections;
        this.feed = feed;
        this.follower = follower;
        this.forgetting = forgetting;
        this.ownCommit = ownCommit;
    }

    private record Committed(List<List<Update>> answers, Horizon horizon) {}

    /// @return for each request its answers
    /// @throws StoreUnavailableException if the engine is away
    /// @throws StoreFullException if the engine's disk is full
    /// @throws RefusedException if the engine does not take what is to be written
    /// @throws StoreCorruptException if what stands at a key is damaged
    List<List<Update>> commit(List<Request> portion) {
        Revision forget = Revision.NONE;
        for (Request request : portion) {
            forget = request.compactUpTo().isAfter(forget) ? request.compactUpTo() : forget;
        }
        if (forget.isAfter(Revision.NONE)) {
            forget(forget);
        }
        return commitWhole(portion).answers();
    }

    /// A long past goes in several steps.
    private void forget(Revision upTo) {
        Horizon horizon;
        do {
            horizon = transaction(List.of(), upTo).horizon();
        } while (upTo.isAfter(horizon.compacted()) && horizon.revision().isAfter(horizon.compacted()));
    }

    private Committed commitWhole(List<Request> portion) {
        try {
            return transaction(portion, Revision.NONE);
        } catch (StoreCorruptException _) {
            // If it is a change of another server that is damaged, the follower knows what to do about it.
            follower.now();
            return transaction(portion, Revision.NONE);
        }
    }

    private Committed transaction(List<Request> requests, Revision forget) {
        for (int attempt = 1; true; attempt++) {
            Session lying = lying();
            Session current = lying == null ? connections.open() : lying;
            session = current;
            Ledger ledger;
            var answers = new ArrayList<List<Update>>(requests.size());
            try {
                ledger = begin(current, requests);
            } catch (SQLException failed) {
                Trouble trouble = giveUp(current, failed);
                boolean mayDoBetter = trouble == Trouble.CONTENDED || trouble == Trouble.GONE && lying != null;
                if (mayDoBetter && attempt < ATTEMPTS_MAX) {
                    continue;
                }
                throw refused(trouble, failed);
            }
            requests.forEach(request -> answers.add(ledger.decide(request)));
            Entered entered = ledger.entered(forgetting.upTo(ledger.before(), forget, ledger.revision()));
            try {
                writeAndTell(current, entered);
            } catch (SQLException failed) {
                Trouble trouble = giveUp(current, failed);
                if (trouble == Trouble.CONTENDED && attempt < ATTEMPTS_MAX) {
                    continue;
                }
                throw trouble == Trouble.GONE || trouble == Trouble.SILENT ? inDoubt(failed) : refused(trouble, failed);
            }
            return new Committed(answers, entered.after());
        }
    }

    private @Nullable Session lying() {
        if (session != null && !connections.isCurrent(session)) {
            session.close();
            session = null;
        }
        return session;
    }

    private Ledger begin(Session current, List<Request> requests) throws SQLException {
        Revision from = feed.published();
        try {
            Locked locked = engine.lock(current.connection(), from, keys(requests));
            News news = locked.news();
            Follower.tell(feed, news, from);
            while (!news.isWhole()) {
                from = feed.published();
                news = Queries.news(current.connection(), "", from, new Revision(Long.MAX_VALUE));
                Follower.tell(feed, news, from);
            }
            return new Ledger(news.horizon(), locked.entries());
        } catch (StoreCorruptException corrupt) {
            undo(current);
            throw corrupt;
        }
    }

    private static List<byte[]> keys(List<Request> requests) {
        var keys = new TreeSet<Key>();
        for (Request request : requests) {
            request.writes().stream().map(Write::key).forEach(keys::add);
        }
        return keys.stream().map(Rows::bytes).toList();
    }

    private void writeAndTell(Session current, Entered entered) throws SQLException {
        ownCommit.begin();
        try {
            write(current, entered);
            feed.publishOnce(entered.changes(), entered.after().revision());
        } finally {
            ownCommit.end();
        }
    }

    private void write(Session current, Entered entered) throws SQLException {
        if (entered.changesNothing()) {
            undo(current);
        } else {
            engine.commit(current.connection(), entered);
        }
    }

    private void undo(Session current) {
        if (!current.rollBack()) {
            current.close();
            session = null;
        }
    }

    private Trouble giveUp(Session current, SQLException failed) {
        Trouble trouble = engine.trouble(failed);
        if (trouble.isOfTheConnection()) {
            connections.lost(current, failed);
            session = null;
        } else {
            undo(current);
        }
        return trouble;
    }

    private RuntimeException inDoubt(SQLException failed) {
        follower.wake();
        return StoreUnavailableException.perhapsWritten(
                engine.name() + " went away while it wrote (" + failed.getMessage() + "): it is not known whether it"
                        + " did. Read what is there before you write again",
                failed);
    }

    private RuntimeException refused(Trouble trouble, SQLException failed) {
        String what = engine.name() + " did not write: " + failed.getMessage();
        return switch (trouble) {
            case FULL -> new StoreFullException(what + ". Free some space for it; reading goes on", failed);
            case REFUSED -> new RefusedException(what, failed);
            case GONE, SILENT, READ_ONLY, CONTENDED, OTHER ->
                StoreUnavailableException.notWritten(
                        what + ". Nothing was written; try again, and check the engine if it goes on", failed);
        };
    }

    void close() {
        if (session != null) {
            session.close();
        }
    }
}
