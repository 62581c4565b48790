// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import dev.skerry.store.history.Operation.Seen;
import dev.skerry.store.history.WatchRecord.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// A recorder that writes a line for everything, for a process that is going to be killed. A line is one write to a
/// pipe and short, so it arrives whole or not at all. [#read] is the other end.
public final class Lines implements Recorder {
    private static final String BETWEEN = "\t";

    private final OutputStream out;

    /// @param out not buffered
    public Lines(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begun(Operation unanswered) {
        write("begun", unanswered);
    }

    @Override
    public void ended(Operation answered) {
        write("ended", answered);
    }

    @Override
    public void opened(WatchRecord watch) {
        say("opened", fields(watch));
    }

    @Override
    public void told(WatchRecord watch, Event event) {
        var fields = new ArrayList<>(fields(watch));
        fields.addAll(List.of(Long.toString(event.begun()), Long.toString(event.ended())));
        switch (event) {
            case Event.Told told ->
                fields.addAll(List.of("told", told.key(), Long.toString(told.revision()), told.tag()));
            case Event.Quiet quiet -> fields.addAll(List.of("quiet", Long.toString(quiet.upTo())));
            case Event.Lost lost -> fields.addAll(List.of("lost", lost.reason()));
        }
        say("event", fields);
    }

    /// A line of the program's own.
    public void say(String word) {
        say(word, List.of());
    }

    private void write(String word, Operation operation) {
        var fields = new ArrayList<String>();
        fields.add(operation.client());
        for (long number : new long[] {operation.batch(), operation.begun(), operation.ended()}) {
            fields.add(Long.toString(number));
        }
        fields.addAll(fields(operation.call()));
        fields.addAll(fields(operation.answer()));
        say(word, fields);
    }

    private void say(String word, List<String> fields) {
        var line = new StringBuilder(word);
        for (String field : fields) {
            line.append(BETWEEN).append(field.replace('\t', ' ').replace('\n', ' '));
        }
        try {
            out.write(line.append('\n').toString().getBytes(UTF_8));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static List<String> fields(WatchRecord watch) {
        return List.of(
                watch.reader(),
                Integer.toString(watch.number()),
                watch.prefix(),
                Long.toString(watch.after()),
                Long.toString(watch.openedBy()));
    }

    private static List<String> fields(Call call) {
        return switch (call) {
            case Call.Create(String key, String tag) -> List.of("create", key, tag);
            case Call.Update(String key, String tag, long expected) ->
                List.of("update", key, tag, Long.toString(expected));
            case Call.Delete(String key, long expected) -> List.of("delete", key, Long.toString(expected));
            case Call.Put(String key, String tag) -> List.of("put", key, tag);
            case Call.Remove(String key) -> List.of("remove", key);
            case Call.Find(String key) -> List.of("find", key);
            case Call.Range(String prefix, String from) -> List.of("range", prefix, from);
            case Call.Stand() -> List.of("stand");
        };
    }

    private static List<String> fields(Answer answer) {
        return switch (answer) {
            case Answer.Done(long revision) -> List.of("done", Long.toString(revision));
            case Answer.Conflict(Seen seen) -> with("conflict", seen);
            case Answer.Missing() -> List.of("missing");
            case Answer.Found(Seen seen) -> with("found", seen);
            case Answer.Listed(List<Seen> entries, long revision, boolean hasMore) -> {
                var fields = new ArrayList<>(List.of("listed", Long.toString(revision), Boolean.toString(hasMore)));
                entries.forEach(seen -> fields.addAll(with("", seen).subList(1, 5)));
                yield fields;
            }
            case Answer.At(long revision) -> List.of("at", Long.toString(revision));
            case Answer.Unknown(String why) -> List.of("unknown", why);
            case Answer.NotDone(String why) -> List.of("not done", why);
        };
    }

    private static List<String> with(String word, Seen seen) {
        return List.of(word, seen.key(), Long.toString(seen.created()), Long.toString(seen.modified()), seen.tag());
    }

    /// Tells a recorder what a line says.
    ///
    /// @return whether it was a line of a history, and not one of the program's own
    public static boolean read(String line, Recorder into) {
        Iterator<String> fields = Arrays.asList(line.split(BETWEEN, -1)).iterator();
        switch (fields.next()) {
            case "begun" -> into.begun(operation(fields));
            case "ended" -> into.ended(operation(fields));
            case "opened" -> into.opened(watch(fields));
            case "event" -> into.told(watch(fields), event(fields));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Operation operation(Iterator<String> fields) {
        return new Operation(
                fields.next(), number(fields), number(fields), number(fields), call(fields), answer(fields));
    }

    private static WatchRecord watch(Iterator<String> fields) {
        return new WatchRecord(
                fields.next(), (int) number(fields), fields.next(), number(fields), number(fields), List.of());
    }

    private static Event event(Iterator<String> fields) {
        long begun = number(fields);
        long ended = number(fields);
        String kind = fields.next();
        return switch (kind) {
            case "told" -> new Event.Told(begun, ended, fields.next(), number(fields), fields.next());
            case "quiet" -> new Event.Quiet(begun, ended, number(fields));
            case "lost" -> new Event.Lost(begun, ended, fields.next());
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Call call(Iterator<String> fields) {
        String kind = fields.next();
        return switch (kind) {
            case "create" -> new Call.Create(fields.next(), fields.next());
            case "update" -> new Call.Update(fields.next(), fields.next(), number(fields));
            case "delete" -> new Call.Delete(fields.next(), number(fields));
            case "put" -> new Call.Put(fields.next(), fields.next());
            case "remove" -> new Call.Remove(fields.next());
            case "find" -> new Call.Find(fields.next());
            case "range" -> new Call.Range(fields.next(), fields.next());
            case "stand" -> new Call.Stand();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Answer answer(Iterator<String> fields) {
        String kind = fields.next();
        return switch (kind) {
            case "done" -> new Answer.Done(number(fields));
            case "conflict" -> new Answer.Conflict(seen(fields));
            case "missing" -> new Answer.Missing();
            case "found" -> new Answer.Found(seen(fields));
            case "listed" -> {
                long revision = number(fields);
                boolean hasMore = Boolean.parseBoolean(fields.next());
                var entries = new ArrayList<Seen>();
                while (fields.hasNext()) {
                    entries.add(seen(fields));
                }
                yield new Answer.Listed(entries, revision, hasMore);
            }
            case "at" -> new Answer.At(number(fields));
            case "unknown" -> new Answer.Unknown(fields.next());
            case "not done" -> new Answer.NotDone(fields.next());
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Seen seen(Iterator<String> fields) {
        return new Seen(fields.next(), number(fields), number(fields), fields.next());
    }

    private static long number(Iterator<String> fields) {
        return Long.parseLong(fields.next());
    }
}
