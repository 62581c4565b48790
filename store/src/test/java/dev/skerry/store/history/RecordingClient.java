// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import dev.skerry.store.history.Operation.Seen;
import dev.skerry.store.history.Operation.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One client of a store that takes down what it asks and is answered. One thread uses it.
public final class RecordingClient {
    private final String name;
    private final Store store;
    private final int valueBytes;
    private final LongSupplier clock;
    private final Recorder recorder;
    private long batches;
    private long tags;

    /// @param name unlike any other client's in the history
    /// @param valueBytes how long the values are that it writes
    /// @param clock nanoseconds, the same for all clients
    public RecordingClient(String name, Store store, int valueBytes, LongSupplier clock, Recorder recorder) {
        this.name = name;
        this.store = store;
        this.valueBytes = valueBytes;
        this.clock = clock;
        this.recorder = recorder;
    }

    /// A name for a value that nobody else writes.
    public String freshTag() {
        return name + "." + tags++;
    }

    public Answer write(Writing writing) {
        return record(
                writing, () -> answer(store.writeAll(List.of(request(writing))).getFirst()));
    }

    /// Several writes as one commit.
    public List<Answer> writeAll(List<? extends Writing> writings) {
        long batch = ((long) name.hashCode() << 32) | ++batches;
        long begun = clock.getAsLong();
        writings.forEach(writing -> begin(batch, begun, writing));
        var answers = new ArrayList<Answer>();
        try {
            for (Update update :
                    store.writeAll(writings.stream().map(this::request).toList())) {
                answers.add(answer(update));
            }
        } catch (RuntimeException failed) {
            answers.clear();
            writings.forEach(_ -> answers.add(failure(failed)));
        }
        for (int i = 0; i < writings.size(); i++) {
            add(batch, begun, writings.get(i), answers.get(i));
        }
        return answers;
    }

    public Answer find(String key) {
        return record(new Call.Find(key), () -> {
            Optional<Entry> found = store.find(new Key(key));
            return found.<Answer>map(entry -> new Answer.Found(seen(entry))).orElseGet(Answer.Missing::new);
        });
    }

    public Answer range(String prefix, String from, int limit) {
        return record(new Call.Range(prefix, from), () -> {
            Page page = store.range(prefix, from, limit);
            return new Answer.Listed(
                    page.entries().stream().map(RecordingClient::seen).toList(),
                    page.revision().value(),
                    page.hasMore());
        });
    }

    public Answer stand() {
        return record(new Call.Stand(), () -> new Answer.At(store.revision().value()));
    }

    private Answer record(Call call, Supplier<Answer> asking) {
        long begun = clock.getAsLong();
        begin(0, begun, call);
        Answer answer;
        try {
            answer = asking.get();
        } catch (RuntimeException failed) {
            answer = failure(failed);
        }
        add(0, begun, call, answer);
        return answer;
    }

    private void begin(long batch, long begun, Call call) {
        recorder.begun(new Operation(name, batch, begun, Operation.NEVER, call, new Answer.Unknown("unanswered")));
    }

    private void add(long batch, long begun, Call call, Answer answer) {
        long ended = answer instanceof Answer.Unknown ? Operation.NEVER : clock.getAsLong();
        recorder.ended(new Operation(name, batch, begun, ended, call, answer));
    }

    private static Answer failure(RuntimeException failed) {
        boolean isNotDone = failed instanceof StoreFullException
                || (failed instanceof StoreUnavailableException unavailable && !unavailable.mayBeWritten());
        String why = String.valueOf(failed.getMessage());
        return isNotDone ? new Answer.NotDone(why) : new Answer.Unknown(why);
    }

    private Write request(Writing writing) {
        return switch (writing) {
            case Call.Create(String key, String tag) -> new Write.Create(new Key(key), Values.bytes(tag, valueBytes));
            case Call.Update(String key, String tag, long expected) ->
                new Write.UpdateAt(new Key(key), Values.bytes(tag, valueBytes), new Revision(expected));
            case Call.Delete(String key, long expected) -> new Write.DeleteAt(new Key(key), new Revision(expected));
            case Call.Put(String key, String tag) -> new Write.Put(new Key(key), Values.bytes(tag, valueBytes));
            case Call.Remove(String key) -> new Write.Remove(new Key(key));
        };
    }

    private static Answer answer(Update update) {
        return switch (update) {
            case Update.Done(Revision revision) -> new Answer.Done(revision.value());
            case Update.Conflict(Entry current) -> new Answer.Conflict(seen(current));
            case Update.Missing() -> new Answer.Missing();
        };
    }

    private static Seen seen(Entry entry) {
        return new Seen(
                entry.key().text(), entry.created().value(), entry.modified().value(), Values.tag(entry.value()));
    }
}
