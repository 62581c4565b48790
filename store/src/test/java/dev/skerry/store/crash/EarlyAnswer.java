// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import dev.skerry.store.ForwardingStore;
import dev.skerry.store.Store;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import dev.skerry.store.memory.MemoryStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A planted bug: answers from memory, and writes to the real store a little later. Only for a store that is empty.
final class EarlyAnswer extends ForwardingStore {
    private final Store real;
    private final ExecutorService later = Executors.newSingleThreadExecutor();

    EarlyAnswer(Store real) {
        super(new MemoryStore());
        this.real = real;
    }

    @Override
    public synchronized List<Update> writeAll(List<Write> writes) {
        List<Update> answers = super.writeAll(writes);
        later.submit(() -> real.writeAll(writes));
        return answers;
    }

    @Override
    public synchronized Together writeTogether(List<Write> writes) {
        Together answer = super.writeTogether(writes);
        later.submit(() -> real.writeTogether(writes));
        return answer;
    }

    @Override
    public void close() {
        later.close();
        super.close();
        real.close();
    }
}
