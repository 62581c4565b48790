// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import dev.skerry.backup.file.BackupReader;
import dev.skerry.backup.file.BackupSummary;
import dev.skerry.backup.file.Piece;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.Revision;
import dev.skerry.store.engine.LoadableStore;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Fills a store from a backup. The entries have the revisions that they had; the store stands far beyond.
///
/// Far beyond, because clients may have seen revisions that came after the backup and went with what was lost. Would
/// the store count on from the backup's revision, it would give the same numbers to other writes, and a client that
/// watches from one of them would miss what happened and never know. With [#LEAP] added no number comes twice, and
/// every watch from before is answered 410 and lists anew.
public final class Restore {
    /// More writes than any store sees between a backup and its loss; a thousand million, as etcd's own tool takes.
    /// Numbers stay exact in JSON for nine million restores.
    static final long LEAP = 1_000_000_000L;

    private final LoadableStore target;

    public Restore(LoadableStore target) {
        this.target = target;
    }

    /// @param backup from its start; read to its end before, so that nothing damaged gets in
    /// @param progress told how many pieces were read
    /// @throws TerminalException if the target holds something that must stay
    public Restored run(BackupReader backup, Migration.Occupied occupied, LongConsumer progress) {
        makeReady(backup, occupied);
        var filler = new StoreFiller(target);
        long pieces = 0;
        for (Optional<Piece> next = backup.next(); next.isPresent(); next = backup.next()) {
            if (!next.get().key().equals(Note.KEY)) {
                filler.take(next.get());
            }
            pieces++;
            progress.accept(pieces);
        }
        filler.flush();
        BackupSummary summary = backup.summary();
        StoreFiller.stand(target, new Revision(summary.revision().value() + LEAP));
        target.unload(List.of(Note.KEY));
        return new Restored(target.count("/"), summary.revision(), target.revision());
    }

    /// What was done.
    ///
    /// @param entries that the store holds now
    /// @param backedUp the revision of the backup
    /// @param revision at which the store stands now
    public record Restored(long entries, Revision backedUp, Revision revision) {}

    private void makeReady(BackupReader backup, Migration.Occupied occupied) {
        boolean isHalfFilled = Note.find(target).isPresent();
        boolean isEmpty = target.count("/") == 0;
        if (!isEmpty && !isHalfFilled && occupied == Migration.Occupied.REFUSE) {
            throw new TerminalException(
                    "TargetNotEmpty",
                    "the target is not empty: restore into another, or give --force to replace all that it holds");
        }
        var note = new Note("a backup of " + backup.header().made(), Revision.NONE, "");
        target.load(List.of(note.entry()));
        if (!isEmpty) {
            StoreFiller.empty(target);
            target.load(List.of(note.entry()));
        }
    }
}
