// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.LoadableContract;
import dev.skerry.store.Revision;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import dev.skerry.store.engine.LoadableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store brought into etcd goes on at the revision of its source.
class EtcdLoadingTest extends LoadableContract {
    private static EtcdServer etcd;
    private static int stores;

    @BeforeAll
    static void startEtcd(@TempDir Path folder) throws Exception {
        etcd = EtcdServer.alone(folder);
    }

    @AfterAll
    static void stopEtcd() throws Exception {
        etcd.stop();
    }

    @Override
    protected LoadableStore open() {
        stores++;
        return openAgain();
    }

    private static LoadableStore openAgain() {
        EtcdConfig config = EtcdConfig.server(List.of(etcd.address())).withRoot("/filled-" + stores);
        return EtcdStore.open(config, SystemClock.CLOCK, new Random(1));
    }

    @Override
    protected LoadableStore reopen(LoadableStore store) {
        store.close();
        return openAgain();
    }

    @Test
    void moreThanATransactionTakesIsLoaded() {
        var value = new byte[10_000];
        store.load(IntStream.range(0, 1_000)
                .mapToObj(i -> new Entry(new Key("/many/" + i), value, new Revision(i + 1), new Revision(i + 1)))
                .toList());
        store.standAt(new Revision(1_000));

        assertThat(store.count("/many/")).isEqualTo(1_000);
        assertThat(store.revision()).isEqualTo(new Revision(1_000));
        store.unload(
                IntStream.range(0, 1_000).mapToObj(i -> new Key("/many/" + i)).toList());
        assertThat(store.count("/many/")).isZero();
    }

    @Test
    void whatWasBroughtOverRemembersWhenItWasMadeThroughEveryKindOfWrite() {
        Key key = new Key("/a");
        var value = new byte[] {1};
        store.load(List.of(new Entry(key, value, new Revision(10), new Revision(20))));
        store.standAt(new Revision(100));

        Revision first = ((Update.Done) store.update(key, value, new Revision(20))).revision();
        assertThat(store.find(key).orElseThrow().created()).isEqualTo(new Revision(10));
        Revision second = ((Update.Done) store.update(key, value, first)).revision();
        assertThat(store.find(key).orElseThrow().created()).isEqualTo(new Revision(10));
        store.writeAll(List.of(new Write.Put(key, value)));
        assertThat(store.find(key).orElseThrow().created()).isEqualTo(new Revision(10));
        assertThat(second).isEqualTo(new Revision(102));
    }
}
