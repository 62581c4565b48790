// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.micro;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.storage.ListQuery;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.ObjectFilter;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.bench.CacheMemory;
import dev.skerry.store.memory.MemoryStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Objects in the watch cache: the oldest of them is packed, the newest is plain. What is told for the whole cache
/// is for each pod in it.
@State(Scope.Thread)
public class AtRest {
    private static final int COUNT = 10_000;

    private final MemoryStore store = new MemoryStore();
    private final ObjectStorage storage = filled(store);
    private final StoredObject packed = at(0);
    private final StoredObject plain = at(COUNT - 1);
    private final KubeObject tree = Samples.pod();
    private final LabelSelector labels = LabelSelector.parse("app=line-7,tier in (edge,core),!gone");
    private final ObjectFilter few = new ObjectFilter("", labels, FieldSelector.EVERYTHING);

    private static ObjectStorage filled(MemoryStore store) {
        var storage = new ObjectStorage(store);
        var random = new Random(COUNT);
        for (int i = 0; i < COUNT; i++) {
            storage.create("", "pods", CacheMemory.pod(i, random));
        }
        return storage;
    }

    /// By the order of creation.
    private StoredObject at(int number) {
        return storage.list("", "pods", ListQuery.now(ObjectFilter.EVERYTHING)).items().stream()
                .sorted((one, other) -> Long.compare(one.revision(), other.revision()))
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    @Benchmark
    public int writePlain() throws IOException {
        plain.writeTo(OutputStream.nullOutputStream());
        return plain.size();
    }

    @Benchmark
    public int writePacked() throws IOException {
        packed.writeTo(OutputStream.nullOutputStream());
        return packed.size();
    }

    @Benchmark
    public KubeObject readPacked() {
        return packed.object();
    }

    @Benchmark
    public boolean selectTree() {
        return labels.matches(tree);
    }

    @Benchmark
    public LabelSelector parseSelector() {
        return LabelSelector.parse("app=line-7,tier in (edge,core),!gone");
    }

    /// Of ten thousand, fifty are chosen.
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Listing listByLabel() {
        return storage.list("", "pods", ListQuery.now(few));
    }

    /// A server that starts: reading from a store in memory, learning, packing.
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Optional<StoredObject> loadAndPack() {
        return new ObjectStorage(store).findStored("", "pods", new ObjectName("plant", "none"));
    }
}
