// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client gets whose answer does not come.
@Timeout(30)
class DeadlineTest {
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    @Test
    void itIsToldAndWhatWasBegunIsFinishedAndItsConnectionGoesOn() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server =
                        HttpServer.start(ServerSettings.plain(address), new Slow(), SystemClock.CLOCK, new Metrics());
                var client = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:" + server.address().getPort();
            var late = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/slow")).build(), BodyHandlers.ofString());
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.body()).isEqualTo("late");
            var next = HttpRequest.newBuilder(URI.create(base + "/")).build();
            assertThat(client.send(next, BodyHandlers.ofString()).body()).isEqualTo("in time");
            goOn.countDown();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            // The late answer must not have got in front of this one.
            assertThat(client.send(next, BodyHandlers.ofString()).body()).isEqualTo("in time");
        }
    }

    private final class Slow implements Handler {
        @Override
        public Response handle(Request request) throws InterruptedException {
            if (request.path().equals("/slow")) {
                goOn.await();
                done.countDown();
            }
            return text(200, "in time");
        }

        @Override
        public Optional<Deadline> deadline(Request request) {
            return request.path().equals("/slow")
                    ? Optional.of(new Deadline(Duration.ofMillis(100), () -> text(504, "late")))
                    : Optional.empty();
        }

        private static Response.Full text(int status, String text) {
            return new Response.Full(status, Map.of(), text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
