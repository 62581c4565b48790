// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.util.List;
import java.util.Optional;

/// A store that passes everything on to another: what a store with one difference is made of. Every write goes
/// through [#writeAll] or [#writeTogether]: who changes writes changes these two.
public abstract class ForwardingStore implements Store {
    private final Store inner;

    protected ForwardingStore(Store inner) {
        this.inner = inner;
    }

    @Override
    public Revision revision() {
        return inner.revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        return inner.find(key);
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        return inner.range(prefix, from, limit);
    }

    @Override
    public long count(String prefix) {
        return inner.count(prefix);
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        return inner.writeAll(writes);
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        return inner.writeTogether(writes);
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        return inner.watch(prefix, after);
    }

    @Override
    public void compact(Revision upTo) {
        inner.compact(upTo);
    }

    @Override
    public Revision compacted() {
        return inner.compacted();
    }

    @Override
    public void await() throws InterruptedException {
        inner.await();
    }

    @Override
    public void close() {
        inner.close();
    }
}
