// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Decides what a write does to the entry that stands there. Pure.
public final class WriteRule {
    /// What is to be done.
    public sealed interface Decision {
        /// Nothing; this is the caller's answer.
        record Refuse(Update answer) implements Decision {}

        /// The entry takes the place of what is there.
        record Keep(Entry entry) implements Decision {}

        /// What is there goes.
        record Erase() implements Decision {}
    }

    private WriteRule() {}

    /// @param current finds what stands at a key now
    /// @param next the revision that this write gets if it is done
    public static Decision decide(Write write, Function<Key, Optional<Entry>> current, Revision next) {
        Optional<Entry> found = current.apply(write.key());
        return switch (write) {
            case Write.Create(Key key, byte[] value) ->
                found.<Decision>map(WriteRule::conflict).orElseGet(() -> made(key, value, next));
            case Write.UpdateAt(Key key, byte[] value, Revision expected) ->
                found.map(entry -> entry.modified().equals(expected)
                                ? new Decision.Keep(new Entry(key, value, entry.created(), next))
                                : conflict(entry))
                        .orElseGet(WriteRule::missing);
            case Write.DeleteAt(Key _, Revision expected) ->
                found.map(entry -> entry.modified().equals(expected) ? new Decision.Erase() : conflict(entry))
                        .orElseGet(WriteRule::missing);
            case Write.Put(Key key, byte[] value) ->
                found.<Decision>map(entry -> new Decision.Keep(new Entry(key, value, entry.created(), next)))
                        .orElseGet(() -> made(key, value, next));
            case Write.Remove _ ->
                found.<Decision>map(_ -> new Decision.Erase()).orElseGet(WriteRule::missing);
        };
    }

    /// Whether one of these writes, each of a key of its own, cannot be done, and so none shall be.
    ///
    /// @return answers up to that of the first one that is refused; empty if all can be done
    public static List<Update> refusal(List<Write> writes, Function<Key, Optional<Entry>> current) {
        var answers = new ArrayList<Update>(writes.size());
        for (Write write : writes) {
            if (decide(write, current, Revision.NONE) instanceof Decision.Refuse(Update answer)) {
                answers.add(answer);
                return List.copyOf(answers);
            }
            answers.add(new Update.Done(Revision.NONE));
        }
        return List.of();
    }

    /// @throws IllegalArgumentException unless there are writes, each of a key of its own
    public static List<Write> requireApart(List<Write> writes) {
        long keys = writes.stream().map(Write::key).distinct().count();
        if (keys == 0 || keys < writes.size()) {
            throw new IllegalArgumentException("writes that go together have a key each: " + writes);
        }
        return List.copyOf(writes);
    }

    /// What watchers are told of a write that was done.
    public static Change change(Write write, Revision revision) {
        Optional<byte[]> value = switch (write) {
            case Write.Create(var _, byte[] bytes) -> Optional.of(bytes);
            case Write.UpdateAt(var _, byte[] bytes, var _) -> Optional.of(bytes);
            case Write.Put(var _, byte[] bytes) -> Optional.of(bytes);
            case Write.DeleteAt _, Write.Remove _ -> Optional.empty();
        };
        return new Change(write.key(), revision, value);
    }

    private static Decision made(Key key, byte[] value, Revision next) {
        return new Decision.Keep(new Entry(key, value, next, next));
    }

    private static Decision conflict(Entry entry) {
        return new Decision.Refuse(new Update.Conflict(entry));
    }

    private static Decision missing() {
        return new Decision.Refuse(new Update.Missing());
    }
}
