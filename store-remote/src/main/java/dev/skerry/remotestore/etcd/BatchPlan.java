// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.wire.Compare;
import dev.skerry.remotestore.etcd.wire.Operation;
import dev.skerry.remotestore.etcd.wire.Txn;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import dev.skerry.store.engine.WriteRule;
import dev.skerry.store.engine.WriteRule.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A batch of writes as one transaction of etcd, decided against what stands at their keys. Pure.
///
/// The transaction compares that all the keys still stand as they did, so the decisions hold when it is done;
/// if not, it reads them all and the batch is decided anew. etcd takes one step for each key: of several writes
/// to a key only the outcome is sent, and all writes of the batch have the transaction's one revision. That is
/// not known while deciding, so nothing inside the batch can expect it; nor does a key that a batch deletes
/// and makes again get a new [Entry#created].
///
/// @param answers with [#PENDING] for the revision of the transaction
record BatchPlan(Txn txn, List<Update> answers) {
    /// Stands for the revision that the transaction will have.
    private static final Revision PENDING = new Revision(Long.MAX_VALUE);

    private static final byte[] UNKNOWN_VALUE = {};

    BatchPlan {
        answers = List.copyOf(answers);
    }

    /// What the writes themselves say stands at their keys, if that is enough to decide: one write to each key,
    /// and none that takes whatever is there.
    static Optional<Map<Key, Held>> expectation(List<Write> writes, Epoch epoch) {
        var held = new LinkedHashMap<Key, Held>();
        for (Write write : writes) {
            Optional<Held> expected = switch (write) {
                case Write.Create _ -> Optional.of(new Held.Nothing());
                case Write.UpdateAt(Key _, byte[] _, Revision at) -> expected(at, epoch);
                case Write.DeleteAt(Key _, Revision at) -> expected(at, epoch);
                case Write.Put _, Write.Remove _ -> Optional.empty();
            };
            if (expected.isEmpty() || held.put(write.key(), expected.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(held);
    }

    /// A revision from another store has to be looked up: etcd does not know it.
    private static Optional<Held> expected(Revision at, Epoch epoch) {
        return epoch.isBefore(at) ? Optional.empty() : Optional.of(new Held.Expected(at));
    }

    static BatchPlan of(List<Write> writes, Map<Key, Held> held, Layout layout, Epoch epoch, Envelope envelope) {
        var before = new LinkedHashMap<Key, Optional<Entry>>();
        held.forEach((key, what) -> before.put(key, assumed(key, what)));
        var after = new LinkedHashMap<>(before);
        var answers = new ArrayList<Update>();
        for (Write write : writes) {
            Optional<Entry> found = after.getOrDefault(write.key(), Optional.empty());
            switch (WriteRule.decide(write, _ -> found, PENDING)) {
                case Decision.Refuse(Update answer) -> {
                    answers.add(answer);
                    continue;
                }
                case Decision.Keep(Entry entry) -> after.put(write.key(), Optional.of(entry));
                case Decision.Erase() -> after.put(write.key(), Optional.empty());
            }
            answers.add(new Update.Done(PENDING));
        }
        var steps = new ArrayList<Operation>();
        after.forEach((key, entry) -> {
            if (entry.isPresent() && entry.get().modified().equals(PENDING)) {
                byte[] value =
                        envelope.wrap(key, entry.get().value(), entry.get().created());
                steps.add(new Operation.Put(layout.key(key), value));
            } else if (entry.isEmpty()
                    && before.getOrDefault(key, Optional.empty()).isPresent()) {
                steps.add(new Operation.Delete(layout.key(key)));
            }
        });
        return new BatchPlan(new Txn(compares(held, layout, epoch), steps, reads(held, layout)), answers);
    }

    /// Whether there is something to be sent.
    boolean isToBeSent() {
        return answers.stream().anyMatch(Update.Done.class::isInstance);
    }

    /// The answers up to the first refusal, of which nothing is to be sent if all shall be done or none; empty if
    /// all can be.
    List<Update> refusal() {
        for (int i = 0; i < answers.size(); i++) {
            if (!(answers.get(i) instanceof Update.Done)) {
                return answers.subList(0, i + 1);
            }
        }
        return List.of();
    }

    /// The answers, once the transaction has its revision.
    List<Update> answers(Revision revision) {
        return answers.stream().map(answer -> settled(answer, revision)).toList();
    }

    static List<Operation> reads(Map<Key, Held> held, Layout layout) {
        return held.keySet().stream()
                .<Operation>map(key -> new Operation.Find(layout.key(key)))
                .toList();
    }

    private static Optional<Entry> assumed(Key key, Held held) {
        return switch (held) {
            case Held.Nothing() -> Optional.empty();
            case Held.Something(Entry entry, long _) -> Optional.of(entry);
            // Made in this epoch, as the transaction checks: then nothing needs to be remembered of it.
            case Held.Expected(Revision revision) -> Optional.of(new Entry(key, UNKNOWN_VALUE, PENDING, revision));
        };
    }

    private static List<Compare> compares(Map<Key, Held> held, Layout layout, Epoch epoch) {
        var compares = new ArrayList<Compare>();
        held.forEach((key, what) -> {
            byte[] name = layout.key(key);
            switch (what) {
                case Held.Nothing() -> compares.add(new Compare.ModifiedAt(name, 0));
                case Held.Something(Entry _, long at) -> compares.add(new Compare.ModifiedAt(name, at));
                case Held.Expected(Revision revision) -> {
                    compares.add(new Compare.ModifiedAt(name, epoch.etcd(revision)));
                    compares.add(new Compare.CreatedAfter(name, epoch.start()));
                }
            }
        });
        return compares;
    }

    private static Update settled(Update answer, Revision revision) {
        return switch (answer) {
            case Update.Done _ -> new Update.Done(revision);
            case Update.Conflict(Entry current) -> new Update.Conflict(settled(current, revision));
            case Update.Missing missing -> missing;
        };
    }

    private static Entry settled(Entry entry, Revision revision) {
        return new Entry(
                entry.key(),
                entry.value(),
                entry.created().equals(PENDING) ? revision : entry.created(),
                entry.modified().equals(PENDING) ? revision : entry.modified());
    }
}
