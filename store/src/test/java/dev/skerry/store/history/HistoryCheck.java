// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import java.util.ArrayList;
import java.util.List;

/// Finds in a history what no store that keeps its promises can have answered.
///
/// In general, whether a history is linearizable is hard to say, because the order must be guessed. Here nothing is
/// guessed: each write carries its revision, so the order is known, and to check is to sort. It is sound (it
/// accuses nobody wrongly) as long as every value is written by one write alone and the store was empty before.
/// It looks at
///
/// - writes: each revision is given once; each write of a key follows the one that it expected; a write that was
///   begun after somebody knew of a revision has a greater one;
/// - writes of which nobody knows the end: done or not, but once;
/// - reads: nothing older than what anybody had been told before the read began, nothing that was not begun when
///   it ended, and a page shows one revision;
/// - watches: every change once, in order, as it was written, none left out, and none still untold when
///   whoever wrote it has been answered.
///
/// It does not find a read that goes back to before an absence that only a deletion of unknown end explains.
public final class HistoryCheck {
    private HistoryCheck() {}

    public static List<Fault> faults(RecordedHistory history) {
        return faults(history, Watching.EVERY_CHANGE);
    }

    public static List<Fault> faults(RecordedHistory history, Watching watching) {
        var faults = new ArrayList<Fault>();
        var floors = Floors.ofAll(history);
        var versions = new Versions(history, floors, faults);
        new WriteCheck(versions, floors, faults).check(history);
        new ReadCheck(versions, floors, faults).check(history);
        new PageCheck(versions, faults).check(history);
        new WatchCheck(versions, Floors.ofWriters(history), watching, faults).check(history);
        return List.copyOf(faults);
    }
}
