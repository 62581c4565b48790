// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.security.seal.FileKey;
import dev.skerry.store.Store;
import dev.skerry.store.StoreContract;
import dev.skerry.store.memory.MemoryStore;
import java.util.List;
import java.util.Random;

/// A store in which everything is sealed is a store like any other. The ring lies in another one, since the
/// contract counts every revision.
class SealedStoreContractTest extends StoreContract {
    @Override
    protected Store open() {
        var everything = new SealedKeys(List.of("/"));
        var random = new Random(1);
        var ring = RingInStore.open(
                new MemoryStore(),
                everything,
                FileKey.parse("the key", FileKey.create(random)),
                new PushedClock(),
                random);
        return new SealedStore(new MemoryStore(HISTORY_MAX, QUEUE_MAX), everything, ring, random);
    }
}
