// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Store;
import dev.skerry.store.StoreContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The contract, in an etcd that other tests have written to before: each under a root of its own.
class EtcdStoreTest extends StoreContract {
    private static EtcdServer etcd;
    private static int stores;

    @BeforeAll
    static void startEtcd(@TempDir Path folder) throws Exception {
        etcd = EtcdServer.alone(folder, "--max-request-bytes=8388608");
    }

    @AfterAll
    static void stopEtcd() throws Exception {
        etcd.stop();
    }

    @Override
    protected Store open() {
        EtcdConfig config = EtcdConfig.server(List.of(etcd.address()))
                .withRoot("/contract-" + ++stores)
                .withBounds(HISTORY_MAX, QUEUE_MAX);
        return EtcdStore.open(config, SystemClock.CLOCK, new Random(1));
    }

    @Override
    protected boolean aBatchHasOneRevision() {
        return true;
    }
}
