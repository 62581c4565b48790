// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.subresource.ProcessNode;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.memory.MemoryStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What clients see when the disk is full: reading goes on, writing says why it does not.
class StoreFaultsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final LimitedStore store = new LimitedStore();
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aFullDiskIsToldAndReadingGoesOn() throws Exception {
        try (var server = TestServer.start(store, new ProcessNode())) {
            assertThat(create(server, "before").statusCode()).isEqualTo(201);
            store.isFull = true;
            var refused = create(server, "late");
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body()).contains("nothing was written: the disk is full");
            var list =
                    HttpRequest.newBuilder(URI.create(server.address() + MAPS)).build();
            assertThat(client.send(list, BodyHandlers.ofString()).body())
                    .contains("\"before\"")
                    .doesNotContain("late");
            store.isFull = false;
            assertThat(create(server, "after").statusCode()).isEqualTo(201);
        }
    }

    @Test
    void anEngineThatIsAwayIsToldAndWhatMayBeWrittenIsNotDenied() throws Exception {
        try (var server = TestServer.start(store, new ProcessNode())) {
            store.failure = StoreUnavailableException.notWritten("no answer from db:5432", new IOException("refused"));
            var refused = create(server, "away");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("nothing was written: no answer from db:5432");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            store.failure = StoreUnavailableException.perhapsWritten("db:5432 went away", new IOException("reset"));
            var unknown = create(server, "unknown");
            assertThat(unknown.statusCode()).isEqualTo(504);
            assertThat(unknown.body()).contains("may have been done or not").contains("db:5432 went away");
        }
    }

    private HttpResponse<String> create(TestServer server, String name) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.address() + MAPS))
                .POST(BodyPublishers.ofString("{\"metadata\":{\"name\":\"" + name + "\"}}"))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /// A store in memory whose disk can be full.
    private static final class LimitedStore implements Store {
        private final MemoryStore inner = new MemoryStore();
        private volatile boolean isFull;
        private volatile @Nullable StoreUnavailableException failure;

        private void demandRoom() {
            var away = failure;
            if (away != null) {
                throw away;
            }
            if (isFull) {
                throw new StoreFullException("the disk is full", new IOException("no space left on device"));
            }
        }

        @Override
        public Update create(Key key, byte[] value) {
            demandRoom();
            return inner.create(key, value);
        }

        @Override
        public Update update(Key key, byte[] value, Revision expected) {
            demandRoom();
            return inner.update(key, value, expected);
        }

        @Override
        public Update delete(Key key, Revision expected) {
            demandRoom();
            return inner.delete(key, expected);
        }

        @Override
        public List<Update> writeAll(List<Write> writes) {
            demandRoom();
            return inner.writeAll(writes);
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
        public void close() {
            inner.close();
        }
    }
}
