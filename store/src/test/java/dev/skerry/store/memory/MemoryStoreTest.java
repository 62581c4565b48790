// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreContract;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store open() {
        return new MemoryStore(HISTORY_MAX, QUEUE_MAX);
    }

    @Test
    void aSnapshotGoesItsOwnWay() {
        create("a", "1");
        var crashed = ((MemoryStore) store).snapshot();
        create("b", "1");

        assertThat(crashed.revision()).isEqualTo(new Revision(1));
        assertThat(crashed.find(key("b"))).isEmpty();
        done(crashed.create(key("c"), bytes("1")));
        assertThat(store.find(key("c"))).isEmpty();
        crashed.close();
    }
}
