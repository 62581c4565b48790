// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.memory.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A planted bug: answers from memory, and writes to the real store a little later. Only for a store that is empty.
final class EarlyAnswer implements Store {
    private final Store real;
    private final MemoryStore memory = new MemoryStore();
    private final ExecutorService later = Executors.newSingleThreadExecutor();

    EarlyAnswer(Store real) {
        this.real = real;
    }

    @Override
    public synchronized List<Update> writeAll(List<Write> writes) {
        List<Update> answers = memory.writeAll(writes);
        later.submit(() -> real.writeAll(writes));
        return answers;
    }

    @Override
    public synchronized Together writeTogether(List<Write> writes) {
        Together answer = memory.writeTogether(writes);
        later.submit(() -> real.writeTogether(writes));
        return answer;
    }

    @Override
    public Revision revision() {
        return memory.revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        return memory.find(key);
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        return memory.range(prefix, from, limit);
    }

    @Override
    public long count(String prefix) {
        return memory.count(prefix);
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        return memory.watch(prefix, after);
    }

    @Override
    public void compact(Revision upTo) {
        memory.compact(upTo);
    }

    @Override
    public Revision compacted() {
        return memory.compacted();
    }

    @Override
    public void close() {
        later.close();
        memory.close();
        real.close();
    }
}
