// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Seen;
import dev.skerry.store.history.Operation.Writing;
import dev.skerry.store.history.WatchRecord.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What every key was at every revision: what clients were told was done, and of what they do not know the end of,
/// what somebody saw. Since values are unlike, a value that was seen names the write that it came from; and since a
/// deletion names the revision that it deletes, so does that.
final class Versions {
    private final Floors floors;
    private final List<Fault> faults;
    private final Map<String, TreeMap<Long, Version>> byKey = new HashMap<>();
    private final Map<Long, List<Version>> byRevision = new HashMap<>();

    /// By the value that they write: every write that writes one.
    private final Map<String, Operation> writers = new HashMap<>();

    /// By key: deletions whose end nobody knows and nobody saw.
    private final Map<String, List<Operation>> looseDeletions = new HashMap<>();

    private final Map<Operation, Version> done = new IdentityHashMap<>();

    Versions(RecordedHistory history, Floors floors, List<Fault> faults) {
        this.floors = floors;
        this.faults = faults;
        history.operations().forEach(this::takeWrite);
        history.operations().forEach(this::takeSeen);
        for (WatchRecord watch : history.watches()) {
            watch.events().forEach(event -> takeValueTold(watch, event));
        }
        deletionsTold(history).forEach(this::takeDeletionTold);
    }

    private void takeWrite(Operation operation) {
        if (!(operation.call() instanceof Writing writing)) {
            return;
        }
        if (!writing.isDeletion()) {
            writers.put(writing.writes(), operation);
        }
        if (operation.answer() instanceof Answer.Done(long revision)) {
            add(new Version(writing.key(), revision, writing.writes(), operation));
        } else if (operation.answer() instanceof Answer.Unknown && writing.isDeletion()) {
            looseDeletions
                    .computeIfAbsent(writing.key(), _ -> new ArrayList<>())
                    .add(operation);
        }
    }

    private void add(Version version) {
        List<Version> beside = byRevision.computeIfAbsent(version.revision(), _ -> new ArrayList<>());
        for (Version other : beside) {
            boolean isOneCommit = version.writer().batch() != 0
                    && version.writer().batch() == other.writer().batch();
            if (!isOneCommit || version.key().equals(other.key())) {
                faults.add(Fault.of(
                        Fault.Kind.REVISION_REUSED,
                        "revision " + version.revision() + " was given to two writes",
                        other.writer(),
                        version.writer()));
            }
        }
        beside.add(version);
        byKey.computeIfAbsent(version.key(), _ -> new TreeMap<>()).put(version.revision(), version);
        done.put(version.writer(), version);
    }

    private void takeSeen(Operation operation) {
        switch (operation.answer()) {
            case Answer.Found(Seen seen) -> see(seen.key(), seen.modified(), seen.tag(), operation);
            case Answer.Conflict(Seen seen) -> see(seen.key(), seen.modified(), seen.tag(), operation);
            case Answer.Listed listed ->
                listed.entries().forEach(seen -> see(seen.key(), seen.modified(), seen.tag(), operation));
            case Answer.Done _, Answer.Missing _, Answer.At _, Answer.Unknown _, Answer.NotDone _ -> {
                // Nothing of a value in these.
            }
        }
    }

    private void takeValueTold(WatchRecord watch, Event event) {
        if (event instanceof Event.Told told && !told.tag().isEmpty()) {
            see(told.key(), told.revision(), told.tag(), watch);
        }
    }

    private void see(String key, long revision, String tag, Object where) {
        Optional<Version> known = at(key, revision);
        Operation writer = writers.get(tag);
        if (known.isPresent()) {
            if (!known.get().tag().equals(tag)) {
                faults.add(Fault.of(
                        Fault.Kind.INVENTED,
                        key + " was seen as " + tag + " at revision " + revision + ", which wrote something else",
                        known.get().writer(),
                        where));
            }
        } else if (writer == null || !((Writing) writer.call()).key().equals(key)) {
            faults.add(Fault.of(
                    Fault.Kind.INVENTED,
                    key + " was seen as " + tag + " at revision " + revision + ", which nobody wrote there",
                    where));
        } else if (done.containsKey(writer)) {
            faults.add(Fault.of(
                    Fault.Kind.DONE_TWICE,
                    tag + " was written once, at revision " + done.get(writer).revision() + ", and is seen at revision "
                            + revision,
                    writer,
                    where));
        } else if (writer.answer() instanceof Answer.Unknown) {
            add(new Version(key, revision, tag, writer));
        } else {
            faults.add(Fault.of(
                    Fault.Kind.INVENTED, "a write that was answered as not done is seen all the same", writer, where));
        }
    }

    /// In the order of their revisions: a deletion of unknown end is taken for the first that it explains.
    private static List<Event.Told> deletionsTold(RecordedHistory history) {
        var all = new ArrayList<Event.Told>();
        for (WatchRecord watch : history.watches()) {
            for (Event event : watch.events()) {
                if (event instanceof Event.Told told && told.tag().isEmpty()) {
                    all.add(told);
                }
            }
        }
        all.sort(Comparator.comparingLong(Event.Told::revision));
        return all;
    }

    private void takeDeletionTold(Event.Told told) {
        Optional<Version> known = at(told.key(), told.revision());
        if (known.isPresent()) {
            if (!known.get().isDeletion()) {
                faults.add(Fault.of(
                        Fault.Kind.INVENTED,
                        told.key() + " was told as deleted at revision " + told.revision() + ", which wrote it",
                        known.get().writer(),
                        told));
            }
            return;
        }
        long deleted =
                before(told.key(), told.revision()).map(Version::revision).orElse(0L);
        Optional<Operation> writer = looseDeletion(told.key(), deleted, told.revision(), told.ended());
        if (writer.isEmpty()) {
            faults.add(Fault.of(
                    Fault.Kind.INVENTED,
                    told.key() + " was told as deleted at revision " + told.revision() + ", but nobody did",
                    told,
                    unanswered(told.key())));
        } else {
            use(writer.get());
            add(new Version(told.key(), told.revision(), "", writer.get()));
        }
    }

    private List<Operation> unanswered(String key) {
        return writers.values().stream()
                .filter(operation -> operation.answer() instanceof Answer.Unknown)
                .filter(operation -> ((Writing) operation.call()).key().equals(key))
                .toList();
    }

    /// A deletion that may have been done, though nobody was told, of what a key was at a revision.
    Optional<Operation> looseDeletion(String key, long ofRevision, long begunBefore) {
        return looseDeletion(key, ofRevision, Long.MAX_VALUE, begunBefore);
    }

    /// @param atRevision what the deletion got; it was not begun when that was already known. One that names what
    ///     it deletes is more likely than one that takes whatever is there.
    private Optional<Operation> looseDeletion(String key, long ofRevision, long atRevision, long begunBefore) {
        return looseDeletions.getOrDefault(key, List.of()).stream()
                .filter(operation -> operation.begun() < begunBefore)
                .filter(operation -> floors.before(operation.begun()).revision() < atRevision)
                .filter(operation -> !(operation.call() instanceof Operation.Call.Delete(var _, long expected))
                        || expected == ofRevision)
                .min(Comparator.comparing((Operation operation) -> operation.call() instanceof Operation.Call.Remove)
                        .thenComparing(Operation::begun));
    }

    /// A deletion explains one disappearance.
    void use(Operation deletion) {
        looseDeletions
                .getOrDefault(((Writing) deletion.call()).key(), List.of())
                .remove(deletion);
    }

    Optional<Version> at(String key, long revision) {
        return Optional.ofNullable(chain(key).get(revision));
    }

    /// The newest older than a revision.
    Optional<Version> before(String key, long revision) {
        return Optional.ofNullable(chain(key).lowerEntry(revision)).map(Map.Entry::getValue);
    }

    /// The newest that is not newer than a revision.
    Optional<Version> asOf(String key, long revision) {
        return before(key, revision + 1);
    }

    Optional<Version> after(String key, long revision) {
        return Optional.ofNullable(chain(key).higherEntry(revision)).map(Map.Entry::getValue);
    }

    TreeMap<Long, Version> chain(String key) {
        return byKey.getOrDefault(key, new TreeMap<>());
    }

    Collection<String> keys() {
        return byKey.keySet();
    }

    /// What became of a write, if it is known to be done.
    Optional<Version> of(Operation operation) {
        return Optional.ofNullable(done.get(operation));
    }

    /// Whether a key was perhaps written or deleted when nobody saw it.
    boolean mayHaveChangedUnseen(String key) {
        return mayBeDeletedUnseen(key) || unanswered(key).stream().anyMatch(operation -> !done.containsKey(operation));
    }

    boolean mayBeDeletedUnseen(String key) {
        return !looseDeletions.getOrDefault(key, List.of()).isEmpty();
    }

    /// The revision that made what a key was at one, after its last deletion.
    long created(Version version) {
        Version first = version;
        Version before = chain(version.key()).floorEntry(version.revision()).getValue();
        while (before != null && !before.isDeletion()) {
            first = before;
            before = before(version.key(), before.revision()).orElse(null);
        }
        return first.revision();
    }
}
