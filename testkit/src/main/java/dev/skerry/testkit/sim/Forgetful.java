// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.util.List;
import java.util.Optional;

/// A planted bug: a disk on which nothing below one prefix is ever written together with the rest.
///
/// @param forgotten the prefix
record Forgetful(Store disk, String forgotten) implements Store {
    @Override
    public List<Update> writeAll(List<Write> writes) {
        return disk.writeAll(writes.stream()
                .filter(write -> !write.key().text().startsWith(forgotten))
                .toList());
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        List<Write> kept = writes.stream()
                .filter(write -> !write.key().text().startsWith(forgotten))
                .toList();
        return disk.writeTogether(kept);
    }

    @Override
    public Revision revision() {
        return disk.revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        return disk.find(key);
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        return disk.range(prefix, from, limit);
    }

    @Override
    public long count(String prefix) {
        return disk.count(prefix);
    }

    @Override
    public Update create(Key key, byte[] value) {
        return disk.create(key, value);
    }

    @Override
    public Update update(Key key, byte[] value, Revision expected) {
        return disk.update(key, value, expected);
    }

    @Override
    public Update delete(Key key, Revision expected) {
        return disk.delete(key, expected);
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        return disk.watch(prefix, after);
    }

    @Override
    public void compact(Revision upTo) {
        disk.compact(upTo);
    }

    @Override
    public Revision compacted() {
        return disk.compacted();
    }

    @Override
    public void close() {
        disk.close();
    }
}
