// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.WatchResponse;
import dev.skerry.apiserver.registry.WatchResponse.News;
import dev.skerry.security.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A watch that is read in the same process, piece by piece.
class WatchNewsTest {
    private static final Identity ADMINISTRATOR = Identity.of("admin", Identity.GROUP_MASTERS);
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void whatASelectorHidesDoesNotEndTheWait() throws Exception {
        try (var server = TestServer.start();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watch = watch(server);
            var hidden = new CountDownLatch(1);
            Future<Optional<News>> news = threads.submit(() -> {
                hidden.countDown();
                return watch.next(LONG);
            });
            hidden.await(10, TimeUnit.SECONDS);
            create(server, "hidden", "Opaque");
            create(server, "shown", "example.com/key");
            assertThat(news.get(30, TimeUnit.SECONDS))
                    .hasValueSatisfying(told -> assertThat(told).isInstanceOf(News.Event.class));
        }
    }

    @Test
    void aWatchThatIsClosedAnswersAtOnce() throws Exception {
        try (var server = TestServer.start();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watch = watch(server);
            Future<Optional<News>> news = threads.submit(() -> watch.next(LONG));
            watch.close();
            assertThat(news.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static WatchResponse watch(TestServer server) throws InterruptedException {
        Response answer = handle(
                server, "GET", Map.of("watch", List.of("true"), "fieldSelector", List.of("type=example.com/key")), "");
        return (WatchResponse) ((Response.Stream) answer).writer();
    }

    private static void create(TestServer server, String name, String type) throws InterruptedException {
        String body = "{\"metadata\":{\"name\":\"" + name + "\"},\"type\":\"" + type + "\"}";
        assertThat(handle(server, "POST", Map.of(), body).status()).isEqualTo(201);
    }

    private static Response handle(TestServer server, String method, Map<String, List<String>> query, String body)
            throws InterruptedException {
        var request = new Request(
                method,
                SECRETS,
                query,
                Map.of("content-type", List.of("application/json")),
                body.getBytes(StandardCharsets.UTF_8),
                List.of(),
                "in-process");
        return server.api().handlerAs(ADMINISTRATOR).handle(request);
    }
}
