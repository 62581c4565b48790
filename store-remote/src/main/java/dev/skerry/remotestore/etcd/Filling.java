// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.wire.Compare;
import dev.skerry.remotestore.etcd.wire.Operation;
import dev.skerry.remotestore.etcd.wire.Txn;
import dev.skerry.remotestore.etcd.wire.TxnAnswer;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Fills the store from outside. What is too much for one transaction of etcd goes in several, in order; each
/// may be sent twice. The end is a new [Epoch].
final class Filling {
    /// Below etcd's 128 steps of a transaction.
    private static final int STEPS_MAX = 100;

    /// Below etcd's 1.5 MB of a request; a single larger entry goes alone, and etcd may refuse it.
    private static final long BYTES_MAX = 1_000_000;

    private final Engine engine;
    private final Position position;

    Filling(Engine engine, Position position) {
        this.engine = engine;
        this.position = position;
    }

    void load(List<Entry> entries) {
        // etcd takes a key once in a transaction.
        Map<Key, Entry> latest = new LinkedHashMap<>();
        entries.forEach(entry -> latest.put(entry.key(), entry));
        var steps = new ArrayList<Operation>();
        long bytes = 0;
        for (Entry entry : latest.values()) {
            bytes += entry.value().length;
            if (steps.size() == STEPS_MAX || bytes > BYTES_MAX && !steps.isEmpty()) {
                send(steps);
                bytes = entry.value().length;
            }
            steps.add(new Operation.Put(
                    engine.layout().key(entry.key()), engine.envelope().wrapOld(entry)));
        }
        send(steps);
    }

    void unload(List<Key> keys) {
        var steps = new ArrayList<Operation>();
        for (Key key : keys.stream().distinct().toList()) {
            if (steps.size() == STEPS_MAX) {
                send(steps);
            }
            steps.add(new Operation.Delete(engine.layout().key(key)));
        }
        send(steps);
    }

    /// Begins the epoch in which the store stands at this revision, or beyond if it has counted further.
    Epoch standAt(Revision wanted) {
        Epoch old = engine.epoch();
        if (old.base().isAfter(wanted)) {
            throw new IllegalArgumentException("stands at " + old.base() + " or beyond, not to stand at " + wanted);
        }
        Revision counted = old.ours(position.at() + 1);
        Revision base = counted.isAfter(wanted) ? counted : wanted;
        byte[] key = engine.layout().epoch();
        TxnAnswer answer = call(new Txn(
                List.of(new Compare.ModifiedAt(key, old.start())),
                List.of(new Operation.Put(key, Beginning.text(base))),
                List.of()));
        if (!answer.isDone()) {
            throw new IllegalStateException("somebody else fills this store");
        }
        return new Epoch(answer.header().revision(), base);
    }

    private void send(List<Operation> steps) {
        if (!steps.isEmpty()) {
            call(new Txn(List.of(), steps, List.of()));
            steps.clear();
        }
    }

    private TxnAnswer call(Txn txn) {
        try {
            return TxnAnswer.of(engine.client().write(Method.TXN, txn.toBytes()));
        } catch (RpcFailure refused) {
            throw new IllegalStateException("etcd refused a write: " + refused.getMessage(), refused);
        }
    }
}
