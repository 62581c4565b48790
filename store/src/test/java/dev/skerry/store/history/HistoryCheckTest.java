// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import static dev.skerry.store.history.HistoryBuilder.quiet;
import static dev.skerry.store.history.HistoryBuilder.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.store.history.Fault.Kind;
import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import dev.skerry.store.history.Operation.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Histories that cannot have been, one of each kind, and beside each the nearest one that can.
class HistoryCheckTest {
    private static HistoryBuilder history() {
        return new HistoryBuilder();
    }

    @Test
    void whatCanHaveBeenIsFine() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .updated(20, 30, "/a", "v2", 1, 2)
                        .found(22, 28, "/a", 1, 1, "v1")
                        .found(22, 28, "/a", 1, 2, "v2")
                        .deleted(40, 50, "/a", 2, 3)
                        .missed(45, 60, "/a")
                        .created(70, 80, "/a", "v3", 4)
                        .listed(81, 90, 4, new Seen("/a", 4, 4, "v3"))
                        .did(81, 90, new Call.Create("/a", "v4"), new Answer.Conflict(new Seen("/a", 4, 4, "v3")))
                        .watched(0, 0, told(10, "/a", 1, "v1"), told(30, "/a", 2, "v2"), told(50, "/a", 3, ""))
                        .watched(0, 3, told(60, "/a", 3, ""), quiet(61, 3), told(80, "/a", 4, "v3"), quiet(85, 4))
                        .kinds())
                .isEmpty();
    }

    @Test
    void aRevisionThatIsGivenTwice() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .created(0, 10, "/b", "v2", 1)
                        .kinds())
                .contains(Kind.REVISION_REUSED);
        assertThat(history()
                        .together(7, 0, 10, new Call.Put("/a", "v1"), new Answer.Done(1))
                        .together(7, 0, 10, new Call.Put("/b", "v2"), new Answer.Done(1))
                        .kinds())
                .isEmpty();
    }

    @Test
    void aWriteWhoseRevisionWasOverWhenItBegan() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 2)
                        .created(20, 30, "/b", "v2", 1)
                        .kinds())
                .containsExactly(Kind.OUT_OF_ORDER);
        assertThat(history()
                        .created(0, 25, "/a", "v1", 2)
                        .created(20, 30, "/b", "v2", 1)
                        .kinds())
                .isEmpty();
    }

    @Test
    void anUpdateThatWritesOverAnother() {
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .updated(5, 20, "/a", "v2", 1, 2)
                        .updated(5, 20, "/a", "v3", 1, 3)
                        .kinds())
                .containsExactly(Kind.LOST_UPDATE);
        assertThat(history()
                        .created(0, 9, "/a", "v1", 1)
                        .created(0, 9, "/a", "v2", 2)
                        .kinds())
                .containsExactly(Kind.LOST_UPDATE);
        assertThat(history()
                        .created(0, 9, "/a", "v1", 1)
                        .deleted(0, 9, "/a", 1, 2)
                        .deleted(1, 9, "/a", 1, 3)
                        .kinds())
                .containsExactly(Kind.LOST_UPDATE);
    }

    @Test
    void aValueThatNobodyWrote() {
        assertThat(history().found(0, 10, "/a", 1, 1, "v9").kinds()).containsExactly(Kind.INVENTED);
        assertThat(history()
                        .created(0, 9, "/a", "v1", 1)
                        .found(11, 12, "/a", 1, 1, "damaged:5")
                        .kinds())
                .containsExactly(Kind.INVENTED);
        assertThat(history()
                        .created(0, 9, "/a", "v1", 1)
                        .found(11, 12, "/a", 0, 1, "v1")
                        .kinds())
                .containsExactly(Kind.INVENTED);
    }

    @Test
    void aWriteThatWasRefusedAndIsSeen() {
        assertThat(history()
                        .did(0, 10, new Call.Put("/a", "v1"), new Answer.NotDone("full"))
                        .found(20, 30, "/a", 1, 1, "v1")
                        .kinds())
                .containsExactly(Kind.INVENTED);
    }

    @Test
    void aWriteOfUnknownEndIsDoneOnceOrNot() {
        assertThat(history()
                        .unknown(0, new Call.Put("/a", "v1"))
                        .missed(20, 30, "/a")
                        .kinds())
                .isEmpty();
        assertThat(history()
                        .unknown(0, new Call.Put("/a", "v1"))
                        .found(20, 30, "/a", 1, 1, "v1")
                        .kinds())
                .isEmpty();
        assertThat(history()
                        .unknown(0, new Call.Put("/a", "v1"))
                        .found(20, 30, "/a", 1, 1, "v1")
                        .found(40, 50, "/a", 1, 2, "v1")
                        .kinds())
                .contains(Kind.DONE_TWICE);
    }

    @Test
    void aWriteOfUnknownEndThatNobodySawMayHaveMadeTheKey() {
        assertThat(history()
                        .unknown(0, new Call.Put("/a", "v1"))
                        .did(20, 30, new Call.Put("/a", "v2"), new Answer.Done(2))
                        .found(40, 50, "/a", 1, 2, "v2")
                        .kinds())
                .isEmpty();
    }

    @Test
    void aDeletionOfUnknownEndExplainsOneDisappearance() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .unknown(11, new Call.Delete("/a", 1))
                        .missed(20, 30, "/a")
                        .created(40, 50, "/a", "v2", 3)
                        .watched(0, 0, told(1, "/a", 1, "v1"), told(60, "/a", 2, ""), told(60, "/a", 3, "v2"))
                        .kinds())
                .isEmpty();
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .unknown(11, new Call.Delete("/a", 9))
                        .missed(20, 30, "/a")
                        .kinds())
                .containsExactly(Kind.LOST_WRITE);
    }

    /// The removal began when revision 2 was known, so the disappearance at 2 was the other's doing.
    @Test
    void aDeletionOfUnknownEndExplainsNothingThatWasOverWhenItBegan() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .unknown(11, new Call.Remove("/a"))
                        .did(20, 21, new Call.Stand(), new Answer.At(2))
                        .unknown(22, new Call.Remove("/a"))
                        .created(40, 50, "/a", "v2", 3)
                        .watched(0, 0, told(51, "/a", 1, "v1"), told(52, "/a", 2, ""), told(52, "/a", 3, "v2"))
                        .watched(3, 3, told(60, "/a", 4, ""))
                        .kinds())
                .isEmpty();
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .did(20, 21, new Call.Stand(), new Answer.At(2))
                        .unknown(22, new Call.Remove("/a"))
                        .watched(0, 0, told(51, "/a", 1, "v1"), told(52, "/a", 2, ""))
                        .kinds())
                .containsExactly(Kind.INVENTED);
    }

    @Test
    void aWriteThatIsLost() {
        assertThat(history().created(0, 10, "/a", "v1", 1).missed(20, 30, "/a").kinds())
                .containsExactly(Kind.LOST_WRITE);
        assertThat(history().created(0, 10, "/a", "v1", 1).listed(20, 30, 1).kinds())
                .containsExactly(Kind.LOST_WRITE);
        assertThat(history().created(0, 10, "/a", "v1", 1).missed(5, 30, "/a").kinds())
                .isEmpty();
    }

    @Test
    void aReadOfWhatWasOver() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .updated(20, 30, "/a", "v2", 1, 2)
                        .found(40, 50, "/a", 1, 1, "v1")
                        .kinds())
                .containsExactly(Kind.STALE_READ);
        assertThat(history().created(0, 10, "/a", "v1", 1).listed(20, 30, 0).kinds())
                .containsExactly(Kind.STALE_READ);
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .did(20, 30, new Call.Stand(), new Answer.At(0))
                        .kinds())
                .containsExactly(Kind.STALE_READ);
    }

    /// The second read begins after the first ended, so it must not see an older state, though the write of what
    /// the first saw is still on its way.
    @Test
    void aReadThatGoesBackBehindAnother() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .updated(20, 99, "/a", "v2", 1, 2)
                        .found(30, 40, "/a", 1, 2, "v2")
                        .found(50, 60, "/a", 1, 1, "v1")
                        .kinds())
                .containsExactly(Kind.STALE_READ);
    }

    @Test
    void aReadOfWhatNobodyHadBegunToWrite() {
        assertThat(history()
                        .found(0, 10, "/a", 1, 1, "v1")
                        .created(20, 30, "/a", "v1", 1)
                        .kinds())
                .contains(Kind.FROM_THE_FUTURE);
    }

    @Test
    void aPageThatMixesTwoRevisions() {
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .created(2, 3, "/b", "v2", 2)
                        .updated(4, 90, "/a", "v3", 1, 3)
                        .updated(4, 90, "/b", "v4", 2, 4)
                        .listed(5, 80, 4, new Seen("/a", 1, 1, "v1"), new Seen("/b", 2, 4, "v4"))
                        .kinds())
                .containsExactly(Kind.STALE_READ);
    }

    @Test
    void aCommitThatIsTorn() {
        assertThat(history()
                        .together(7, 0, 90, new Call.Put("/a", "v1"), new Answer.Done(1))
                        .together(7, 0, 90, new Call.Put("/b", "v2"), new Answer.Done(2))
                        .listed(5, 80, 1, new Seen("/a", 1, 1, "v1"))
                        .kinds())
                .containsExactly(Kind.TORN_BATCH);
        assertThat(history()
                        .together(7, 0, Operation.NEVER, new Call.Put("/a", "v1"), new Answer.Unknown("killed"))
                        .together(7, 0, Operation.NEVER, new Call.Put("/b", "v2"), new Answer.Unknown("killed"))
                        .listed(20, 30, 2, new Seen("/a", 1, 1, "v1"))
                        .kinds())
                .containsExactly(Kind.TORN_BATCH);
        assertThat(history()
                        .together(7, 0, 10, new Call.Put("/a", "v1"), new Answer.Done(1))
                        .together(7, 0, Operation.NEVER, new Call.Put("/b", "v2"), new Answer.Unknown("killed"))
                        .found(20, 30, "/a", 1, 1, "v1")
                        .kinds())
                .isEmpty();
    }

    @Test
    void aRefusalWithoutAReason() {
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .did(20, 30, new Call.Update("/a", "v2", 1), new Answer.Conflict(new Seen("/a", 1, 1, "v1")))
                        .kinds())
                .containsExactly(Kind.WRONG_REFUSAL);
        assertThat(history()
                        .created(0, 10, "/a", "v1", 1)
                        .did(20, 30, new Call.Update("/a", "v2", 1), new Answer.Missing())
                        .kinds())
                .containsExactly(Kind.LOST_WRITE);
    }

    @Test
    void aWatchThatTellsTwiceOrBackwards() {
        var twoWrites = history().created(0, 1, "/a", "v1", 1).created(2, 3, "/b", "v2", 2);
        assertThat(twoWrites
                        .watched(0, 0, told(4, "/a", 1, "v1"), told(5, "/a", 1, "v1"), told(5, "/b", 2, "v2"))
                        .kinds())
                .containsExactly(Kind.WATCH_REPEATED);
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .created(2, 3, "/b", "v2", 2)
                        .watched(0, 0, told(4, "/b", 2, "v2"), told(5, "/a", 1, "v1"))
                        .kinds())
                .containsExactly(Kind.WATCH_REPEATED);
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .watched(0, 0, quiet(4, 1), told(5, "/a", 1, "v1"))
                        .kinds())
                .containsExactly(Kind.WATCH_REPEATED);
    }

    @Test
    void aWatchThatLeavesOneOut() {
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .created(2, 3, "/b", "v2", 2)
                        .watched(0, 0, told(5, "/b", 2, "v2"))
                        .kinds())
                .containsExactly(Kind.WATCH_MISSED);
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .deleted(2, 3, "/a", 1, 2)
                        .watched(0, 0, told(5, "/a", 1, "v1"), quiet(6, 2))
                        .kinds())
                .containsExactly(Kind.WATCH_MISSED);
    }

    /// What was covered before the watch was opened may be left out; what is covered later may not.
    @Test
    void onlyAReplayMayLeaveOutWhatWasCovered() {
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .updated(2, 3, "/a", "v2", 1, 2)
                        .watched(0, 2, told(5, "/a", 2, "v2"))
                        .kinds())
                .isEmpty();
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .updated(2, 3, "/a", "v2", 1, 2)
                        .watched(0, 0, told(5, "/a", 2, "v2"))
                        .kinds())
                .containsExactly(Kind.WATCH_MISSED);
    }

    @Test
    void aStoreMayBeAllowedToLeaveOutWhatOthersWroteAndCovered() {
        var history = new RecordedHistory();
        history.ended(new Operation("a/c", 0, 0, 1, new Call.Create("/a", "v1"), new Answer.Done(1)));
        history.ended(new Operation("a/c", 0, 2, 3, new Call.Update("/a", "v2", 1), new Answer.Done(2)));
        for (String reader : List.of("a/w", "b/w")) {
            var watch = new WatchRecord(reader, 0, "/", 0, 0, List.of());
            history.opened(watch);
            history.told(watch, told(5, "/a", 2, "v2"));
        }
        assertThat(HistoryCheck.faults(history)).hasSize(2);
        assertThat(HistoryCheck.faults(history, Watching.LATEST_OF_OTHERS))
                .singleElement()
                .satisfies(fault -> assertThat(fault.sentence()).contains("a/w's watch"));
    }

    @Test
    void aWatchThatTellsWhatWasNotWritten() {
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .created(0, 1, "/b", "v2", 2)
                        .watched(0, 0, told(5, "/a", 1, "v2"), told(5, "/b", 2, "v2"))
                        .kinds())
                .containsExactly(Kind.INVENTED);
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .watched(0, 0, told(5, "/a", 1, ""))
                        .kinds())
                .containsExactly(Kind.INVENTED);
    }

    @Test
    void aWatchThatIsQuietAboutWhatWasAnswered() {
        assertThat(history()
                        .created(0, 1, "/a", "v1", 1)
                        .watched(0, 0, quiet(5, 0))
                        .kinds())
                .containsExactly(Kind.WATCH_LATE);
    }

    @Test
    void theMessageNamesThePromiseAndTheOperations() {
        var bad = history().created(0, 10_000_000, "/a", "v1", 1).missed(20_000_000, 30_000_000, "/a");

        assertThatThrownBy(() -> bad.built().requireSound())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 promises broken in 2 operations")
                .hasMessageContaining("/a was not there, but it was written at revision 1")
                .hasMessageContaining("c asked Find[key=/a] and was answered Missing[] (20.000 ms to 30.000 ms)")
                .hasMessageContaining("c asked Create[key=/a, tag=v1] and was answered Done[revision=1]");
    }
}
