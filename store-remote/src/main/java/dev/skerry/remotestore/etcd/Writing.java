// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.wire.KeyValue;
import dev.skerry.remotestore.etcd.wire.RangeAnswer;
import dev.skerry.remotestore.etcd.wire.Txn;
import dev.skerry.remotestore.etcd.wire.TxnAnswer;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends writes as [BatchPlan]s until one holds. A single write goes out at once, on what it expects; only if
/// that is not so, what was found decides. The answer waits until our own feed has told of the write.
final class Writing {
    /// Rounds that others may come in between. Only writes that take whatever is there go more than two.
    private static final int ROUNDS_MAX = 100;

    private final Engine engine;
    private final Position position;
    private final Duration timeout;

    Writing(Engine engine, Position position, Duration timeout) {
        this.engine = engine;
        this.position = position;
        this.timeout = timeout;
    }

    List<Update> write(List<Write> writes) {
        return writes.isEmpty() ? List.of() : write(writes, false);
    }

    /// All of them or none; the answers are as [dev.skerry.store.Together#of] takes them.
    List<Update> writeTogether(List<Write> writes) {
        return write(writes, true);
    }

    private List<Update> write(List<Write> writes, boolean isTogether) {
        Map<Key, Held> held = BatchPlan.expectation(writes, engine.epoch()).orElseGet(() -> read(writes));
        for (int round = 0; round < ROUNDS_MAX; round++) {
            BatchPlan plan = BatchPlan.of(writes, held, engine.layout(), engine.epoch(), engine.envelope());
            List<Update> refusal = isTogether ? plan.refusal() : List.of();
            if (!refusal.isEmpty()) {
                return refusal;
            }
            if (!plan.isToBeSent()) {
                return plan.answers();
            }
            TxnAnswer answer = send(plan.txn());
            if (answer.isDone()) {
                return plan.answers(published(answer.header().revision()));
            }
            held = held(held, answer);
        }
        throw StoreUnavailableException.notWritten(
                "others write " + writes.getFirst().key() + " all the time; try again", new IllegalStateException());
    }

    private Map<Key, Held> read(List<Write> writes) {
        var keys = new LinkedHashMap<Key, Held>();
        writes.forEach(write -> keys.put(write.key(), new Held.Nothing()));
        var reads = new Txn(List.of(), BatchPlan.reads(keys, engine.layout()), List.of());
        try {
            return held(keys, TxnAnswer.of(engine.client().read(Method.TXN, reads.toBytes())));
        } catch (RpcFailure refused) {
            throw new IllegalStateException("etcd refused to read: " + refused.getMessage(), refused);
        }
    }

    private TxnAnswer send(Txn txn) {
        try {
            return TxnAnswer.of(engine.client().write(Method.TXN, txn.toBytes()));
        } catch (RpcFailure refused) {
            throw new IllegalStateException("etcd refused a write: " + refused.getMessage(), refused);
        }
    }

    private Map<Key, Held> held(Map<Key, Held> asked, TxnAnswer answer) {
        var held = new LinkedHashMap<Key, Held>();
        int at = 0;
        for (Key key : asked.keySet()) {
            RangeAnswer found = answer.found().get(at++);
            Optional<KeyValue> stored = found.entries().stream().findFirst();
            held.put(
                    key,
                    stored.<Held>map(value ->
                                    new Held.Something(engine.envelope().open(value), value.modified()))
                            .orElseGet(Held.Nothing::new));
        }
        return held;
    }

    private Revision published(long etcdRevision) {
        if (!position.await(etcdRevision, timeout)) {
            throw StoreUnavailableException.perhapsWritten(
                    "written at revision " + engine.epoch().ours(etcdRevision)
                            + ", but etcd does not tell us of changes any more",
                    new IllegalStateException());
        }
        return engine.epoch().ours(etcdRevision);
    }
}
