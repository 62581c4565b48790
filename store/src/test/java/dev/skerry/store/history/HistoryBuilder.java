// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import dev.skerry.store.history.Operation.Seen;
import dev.skerry.store.history.WatchRecord.Event;
import java.util.List;

/// Histories made by hand: each operation takes the two times that it is given.
final class HistoryBuilder {
    private final RecordedHistory history = new RecordedHistory();
    private int watches;

    HistoryBuilder did(long begun, long ended, Call call, Answer answer) {
        history.ended(new Operation("c", 0, begun, ended, call, answer));
        return this;
    }

    HistoryBuilder together(long batch, long begun, long ended, Call call, Answer answer) {
        history.ended(new Operation("c", batch, begun, ended, call, answer));
        return this;
    }

    HistoryBuilder created(long begun, long ended, String key, String tag, long revision) {
        return did(begun, ended, new Call.Create(key, tag), new Answer.Done(revision));
    }

    HistoryBuilder updated(long begun, long ended, String key, String tag, long expected, long revision) {
        return did(begun, ended, new Call.Update(key, tag, expected), new Answer.Done(revision));
    }

    HistoryBuilder deleted(long begun, long ended, String key, long expected, long revision) {
        return did(begun, ended, new Call.Delete(key, expected), new Answer.Done(revision));
    }

    HistoryBuilder unknown(long begun, Call call) {
        return did(begun, Operation.NEVER, call, new Answer.Unknown("the connection broke"));
    }

    HistoryBuilder found(long begun, long ended, String key, long created, long modified, String tag) {
        return did(begun, ended, new Call.Find(key), new Answer.Found(new Seen(key, created, modified, tag)));
    }

    HistoryBuilder missed(long begun, long ended, String key) {
        return did(begun, ended, new Call.Find(key), new Answer.Missing());
    }

    HistoryBuilder listed(long begun, long ended, long revision, Seen... seen) {
        return did(begun, ended, new Call.Range("/", "/"), new Answer.Listed(List.of(seen), revision, false));
    }

    HistoryBuilder watched(long after, long openedBy, Event... events) {
        var watch = new WatchRecord("w", watches++, "/", after, openedBy, List.of());
        history.opened(watch);
        for (Event event : events) {
            history.told(watch, event);
        }
        return this;
    }

    static Event told(long time, String key, long revision, String tag) {
        return new Event.Told(time, time, key, revision, tag);
    }

    static Event quiet(long time, long upTo) {
        return new Event.Quiet(time, time, upTo);
    }

    RecordedHistory built() {
        return history;
    }

    List<Fault.Kind> kinds() {
        return HistoryCheck.faults(history).stream().map(Fault::kind).distinct().toList();
    }
}
