// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Request;
import dev.skerry.store.engine.WriteRule;
import dev.skerry.store.engine.WriteRule.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Decides the writes of one transaction, one after another, on what stood there before it. Pure. Of a key that
/// is written several times only the last state is kept, and every change is told.
final class Ledger {
    private final Horizon before;
    private final Map<Key, Entry> standing;

    /// In the order of the keys: engines like to write a tree from one side to the other.
    private final TreeMap<Key, Optional<Entry>> touched = new TreeMap<>();

    private final List<Change> changes = new ArrayList<>();
    private Revision revision;

    Ledger(Horizon before, Map<Key, Entry> standing) {
        this.before = before;
        this.standing = standing;
        this.revision = before.revision();
    }

    List<Update> decide(Request request) {
        List<Update> refusal = request.isTogether() ? WriteRule.refusal(request.writes(), this::current) : List.of();
        return refusal.isEmpty() ? request.writes().stream().map(this::decide).toList() : refusal;
    }

    private Update decide(Write write) {
        var next = new Revision(revision.value() + 1);
        switch (WriteRule.decide(write, this::current, next)) {
            case Decision.Refuse(Update answer) -> {
                return answer;
            }
            case Decision.Keep(Entry entry) -> touched.put(entry.key(), Optional.of(entry));
            case Decision.Erase() -> touched.put(write.key(), Optional.empty());
        }
        changes.add(WriteRule.change(write, next));
        revision = next;
        return new Update.Done(next);
    }

    private Optional<Entry> current(Key key) {
        return touched.getOrDefault(key, Optional.ofNullable(standing.get(key)));
    }

    Horizon before() {
        return before;
    }

    /// After what was decided until now.
    Revision revision() {
        return revision;
    }

    /// @param forget up to where changes are forgotten
    Entered entered(Revision forget) {
        var kept = new ArrayList<Entry>();
        var erased = new ArrayList<Key>();
        touched.forEach((key, state) -> {
            state.ifPresent(kept::add);
            if (state.isEmpty() && standing.containsKey(key)) {
                erased.add(key);
            }
        });
        return new Entered(kept, erased, changes, before, new Horizon(revision, forget));
    }
}
