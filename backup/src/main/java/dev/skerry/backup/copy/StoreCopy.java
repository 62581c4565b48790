// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import dev.skerry.backup.file.Piece;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Reads a whole store while others write to it, so that what comes out is the store at one revision. Works with
/// any engine, since it asks for nothing but what [Store] promises.
///
/// Pages stand at different revisions, each later one not before the one before it. So a watch is begun before the
/// first page, and what it tells is told in between. When the last page is read, at revision R, the watch is read
/// on until everything up to R has come, and nothing behind R is let through. An entry of an early page that was
/// written or deleted before R is then followed by that change; an entry of a late page may be told as a change,
/// too, of the same revision or an older one. Whoever keeps of each key what has the greatest revision has the
/// store as it stood at R.
///
/// The watch is looked at before every page, so that it is not cut off for falling behind.
public final class StoreCopy {
    /// Few enough that a page of large values fits into memory.
    private static final int PAGE = 100;

    /// Times that a watch is looked at before a page.
    private static final int DRAINS_MAX = 5;

    private static final String ALL = "/";
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /// So long the engine may take to tell what it has answered already.
    private static final int WAITS_MAX = 60;

    private final Store source;
    private final Sink sink;

    private StoreCopy(Store source, Sink sink) {
        this.source = source;
        this.sink = sink;
    }

    /// Where the pieces go.
    @FunctionalInterface
    public interface Sink {
        void take(Piece piece) throws IOException;
    }

    /// Reads everything.
    ///
    /// @return the revision at which the copy stands
    /// @throws TransientException if the store changes faster than it can be read; to be begun anew
    public static Revision read(Store source, Sink sink) throws IOException, InterruptedException {
        return new StoreCopy(source, sink).read();
    }

    private Revision read() throws IOException, InterruptedException {
        try (Watch watch = source.watch(ALL, source.revision())) {
            String from = ALL;
            Page page;
            do {
                drain(watch);
                page = source.range(ALL, from, PAGE);
                for (Entry entry : page.entries()) {
                    sink.take(new Piece.Found(entry));
                    from = entry.key().text() + "\0";
                }
            } while (page.hasMore());
            complete(watch, page.revision());
            return page.revision();
        }
    }

    /// Takes what has come, without waiting. All of it happened before the next page is read. Not to the last change:
    /// others may write faster than this reads.
    private void drain(Watch watch) throws IOException, InterruptedException {
        for (int round = 0; round < DRAINS_MAX; round++) {
            Watch.Next next = watch.next(Duration.ZERO);
            for (Change change : changes(next)) {
                sink.take(new Piece.Happened(change));
            }
            if (next instanceof Watch.Next.Quiet) {
                return;
            }
        }
    }

    /// Takes what belongs to the last page's revision or an earlier one, until all of that has come.
    private void complete(Watch watch, Revision end) throws IOException, InterruptedException {
        int waits = 0;
        while (true) {
            Watch.Next next = watch.next(PATIENCE);
            if (next instanceof Watch.Next.Quiet(Revision upTo)) {
                if (!end.isAfter(upTo)) {
                    return;
                }
                if (++waits > WAITS_MAX) {
                    throw new TransientException(
                            "CopyBehind", "the store tells its changes up to " + upTo + " only, not to " + end);
                }
                continue;
            }
            for (Change change : changes(next)) {
                if (change.revision().isAfter(end)) {
                    return;
                }
                sink.take(new Piece.Happened(change));
            }
        }
    }

    private static List<Change> changes(Watch.Next next) {
        return switch (next) {
            case Watch.Next.Changes(List<Change> changes) -> changes;
            case Watch.Next.Quiet _ -> List.of();
            case Watch.Next.Lost(String reason) ->
                throw new TransientException("CopyLost", "the store changes faster than it is read: " + reason);
        };
    }
}
