// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.subresource.ProcessNode;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.memory.MemoryStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/// What clients see when the disk is full or the engine away: reading goes on, writing says why it does not.
class StoreFaultsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final LimitedStore store = new LimitedStore(new MemoryStore());
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aFullDiskIsToldAndReadingGoesOn() throws Exception {
        try (var server = TestServer.start(store, new ProcessNode())) {
            assertThat(create(server, "before").statusCode()).isEqualTo(201);
            store.fill();
            var refused = create(server, "late");
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body()).contains("nothing was written: the disk is full");
            var list =
                    HttpRequest.newBuilder(URI.create(server.address() + MAPS)).build();
            assertThat(client.send(list, BodyHandlers.ofString()).body())
                    .contains("\"before\"")
                    .doesNotContain("late");
            store.free();
            assertThat(create(server, "after").statusCode()).isEqualTo(201);
        }
    }

    @Test
    void anEngineThatIsAwayIsToldAndWhatMayBeWrittenIsNotDenied() throws Exception {
        try (var server = TestServer.start(store, new ProcessNode())) {
            store.failWrites(
                    StoreUnavailableException.notWritten("no answer from db:5432", new IOException("refused")));
            var refused = create(server, "away");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("nothing was written: no answer from db:5432");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            store.failWrites(StoreUnavailableException.perhapsWritten("db:5432 went away", new IOException("reset")));
            var unknown = create(server, "unknown");
            assertThat(unknown.statusCode()).isEqualTo(504);
            assertThat(unknown.body()).contains("may have been done or not").contains("db:5432 went away");
        }
    }

    @Test
    void whatIsInMemoryIsReadWhileTheEngineIsAwayAndSaysSo() throws Exception {
        try (var server = TestServer.start(store, new ProcessNode())) {
            assertThat(create(server, "before").statusCode()).isEqualTo(201);
            assertThat(read(server, MAPS).headers().firstValue("Warning")).isEmpty();
            store.leave("no answer from db:5432");
            var old = read(server, MAPS + "/before");
            assertThat(old.statusCode()).isEqualTo(200);
            assertThat(old.headers().firstValue("Warning").orElseThrow())
                    .startsWith("299 - \"the datastore cannot be reached; this is what was known at revision ")
                    .contains("no answer from db:5432");
            var refused = create(server, "late");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("nothing was written: no answer from db:5432");
            var unread = read(server, "/apis/apps/v1/daemonsets");
            assertThat(unread.statusCode()).isEqualTo(503);
            assertThat(unread.body()).contains("this server has not read").contains("ask another server");
            assertThat(read(server, "/readyz").body()).contains("[-]store failed: no answer from db:5432");
            assertThat(read(server, "/readyz?exclude=store").statusCode()).isEqualTo(200);
            assertThat(read(server, "/livez").statusCode()).isEqualTo(200);
            assertThat(read(server, "/metrics").body()).contains("skerry_datastore_reachable 0");
            store.comeBack();
            assertThat(create(server, "late").statusCode()).isEqualTo(201);
            assertThat(read(server, MAPS).headers().firstValue("Warning")).isEmpty();
            assertThat(read(server, "/readyz").statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<String> read(TestServer server, String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(server.address() + path)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> create(TestServer server, String name) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.address() + MAPS))
                .POST(BodyPublishers.ofString("{\"metadata\":{\"name\":\"" + name + "\"}}"))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
