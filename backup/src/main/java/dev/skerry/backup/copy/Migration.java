// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.Entry;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.engine.LoadableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Moves a store that nobody writes to into an empty one, revisions and all.
///
/// Every batch carries a [Note] that says how far it came, so a run that was cut short goes on where it stopped, if
/// the source still stands at the same revision; otherwise it begins anew. At the end both sides are read again
/// and compared, entry by entry through their digests, before the note goes and the target is a store.
public final class Migration {
    private static final int PAGE = 100;

    private final Store source;
    private final LoadableStore target;
    private final String name;

    /// @param name what the source is called, without passwords: by it a second run knows that it is the same
    public Migration(Store source, LoadableStore target, String name) {
        this.source = source;
        this.target = target;
        this.name = name;
    }

    /// What was done.
    ///
    /// @param entries in both stores
    /// @param skipped of these, what an earlier run had brought
    /// @param revision at which both stand
    public record Moved(long entries, long skipped, Revision revision, String sha256) {}

    /// What stands in the way.
    public enum Occupied {
        /// A target that holds something is refused.
        REFUSE,
        /// What the target holds is taken out.
        REPLACE
    }

    /// @param progress told the number of entries that are there
    /// @throws TerminalException if the target is not empty, the source is not whole or was written meanwhile, or
    ///     the two are not the same at the end
    public Moved run(Occupied occupied, LongConsumer progress) {
        if (Note.find(source).isPresent()) {
            throw new TerminalException(
                    "SourceNotWhole", name + " is only half filled; finish or repeat what was filling it first");
        }
        Revision revision = source.revision();
        String through = begin(revision, occupied);
        long skipped = through.isEmpty() ? 0 : target.count("/") - 1;
        copy(revision, through, skipped, progress);
        StoreDigest here = StoreDigest.of(source, _ -> true);
        StoreDigest there = StoreDigest.of(target, entry -> !entry.key().equals(Note.KEY));
        if (!source.revision().equals(revision)) {
            throw new TerminalException(
                    "SourceWritten",
                    name + " was written to meanwhile: stop the servers that use it, and run this again");
        }
        if (!here.equals(there)) {
            throw new TerminalException(
                    "NotTheSame",
                    "what arrived is not what was sent: " + there.entries() + " entries (" + there.sha256()
                            + ") instead of " + here.entries() + " (" + here.sha256()
                            + "); the target is not to be used");
        }
        // The note goes last: a store that has it is not whole, one that has not stands where it should.
        StoreFiller.stand(target, revision);
        target.unload(List.of(Note.KEY));
        return new Moved(here.entries(), skipped, target.revision(), here.sha256());
    }

    /// Makes the target ready.
    ///
    /// @return the last key that is there already
    private String begin(Revision revision, Occupied occupied) {
        Optional<Note> note = Note.find(target);
        if (note.isPresent()) {
            Note known = note.get();
            if (known.source().equals(name) && known.revision().equals(revision)) {
                return known.through();
            }
            // Only halves of something else, or of another state of this: of no use to anybody.
            StoreFiller.empty(target);
        } else if (target.count("/") > 0) {
            if (occupied == Occupied.REFUSE) {
                throw new TerminalException(
                        "TargetNotEmpty", "the target is not empty: choose another, or give --force to replace it all");
            }
            target.load(List.of(new Note(name, revision, "").entry()));
            StoreFiller.empty(target);
        }
        target.load(List.of(new Note(name, revision, "").entry()));
        return "";
    }

    private void copy(Revision revision, String through, long skipped, LongConsumer progress) {
        long entries = skipped;
        String from = through.isEmpty() ? "/" : through + "\0";
        Page page;
        do {
            page = source.range("/", from, PAGE);
            if (page.entries().isEmpty()) {
                return;
            }
            String last = page.entries().getLast().key().text();
            var batch = new ArrayList<Entry>(page.entries());
            batch.add(new Note(name, revision, last).entry());
            target.load(batch);
            entries += page.entries().size();
            progress.accept(entries);
            from = last + "\0";
        } while (page.hasMore());
    }
}
