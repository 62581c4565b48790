// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.address.AddressRange;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.Key;
import dev.skerry.store.Write;
import dev.skerry.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two servers over one engine give every address and every node port once.
@Timeout(120)
class SharedClaimsTest {
    private static final AddressRange RANGE = new AddressRange(10 << 24 | 99 << 16, 24);
    private static final int FREE = 253;
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";

    private final MemoryStore engine = new MemoryStore();
    private final LimitedStore wayHere = new LimitedStore(engine);
    private final TaskGroup tasks = new TaskGroup();

    @AfterEach
    void stop() {
        tasks.close();
    }

    /// A server with a memory of its own. The same seed for all: they draw the same at the same time.
    private ApiServer server(LimitedStore way) {
        return server(way, SystemClock.CLOCK);
    }

    private ApiServer server(LimitedStore way, Clock clock) {
        var storage = ObjectStorage.shared(way, SystemClock.CLOCK);
        tasks.start("storage", storage::follow);
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK);
        var random = new Random(7);
        var access = StandardAccess.build(storage, tokens, Map.of(), SystemClock.CLOCK, random);
        return new ApiServer(new ApiServerParts(storage, access, TestServer.NO_NODES, clock, random, new Metrics())
                .withServiceRange(RANGE));
    }

    private record Answer(int status, Json body) {}

    private static Answer ask(ApiServer api, String method, String path, String body) throws Exception {
        var request = new Request(
                method,
                path,
                Map.of(),
                Map.of("content-type", List.of("application/json")),
                body.replace('\'', '"').getBytes(UTF_8),
                List.of(),
                "in-process");
        Response response =
                api.handlerAs(Identity.of("admin", Identity.GROUP_MASTERS)).handle(request);
        var bytes = new ByteArrayOutputStream();
        switch (response) {
            case Response.Full full -> bytes.write(full.body());
            case Response.Stream stream -> stream.writer().writeTo(bytes);
            case Response.Upgrade _ -> throw new AssertionError("not HTTP any more");
        }
        return new Answer(response.status(), JsonReader.read(bytes.toString(UTF_8)));
    }

    private static String service(String name, String spec) {
        return "{'apiVersion':'v1','kind':'Service','metadata':{'name':'" + name + "'},'spec':{'ports':[{'port':80}]"
                + spec + "}}";
    }

    @Test
    void twoServersThatDrawAtOnceGiveEachAddressAndPortOnceAndThenSayThatTheRangeIsFull() throws Exception {
        List<ApiServer> servers = List.of(server(wayHere), server(new LimitedStore(engine)));
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        var start = new CountDownLatch(1);
        try (var clients = new TaskGroup()) {
            for (int i = 0; i < 400; i++) {
                String name = "s-" + i;
                ApiServer api = servers.get(i % 2);
                clients.start(name, () -> {
                    start.await();
                    try {
                        answers.add(ask(api, "POST", SERVICES, service(name, ",'type':'NodePort'")));
                    } catch (Exception failed) {
                        throw new AssertionError(failed);
                    }
                });
            }
            start.countDown();
            clients.await();
        }

        List<Json> made = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(Answer::body)
                .toList();
        assertThat(made).hasSize(FREE);
        assertThat(made.stream().map(one -> one.at("spec", "clusterIP").text())).doesNotHaveDuplicates();
        assertThat(made.stream()
                        .map(one -> one.at("spec", "ports")
                                .elements()
                                .getFirst()
                                .at("nodePort")
                                .longOr(0)))
                .doesNotHaveDuplicates()
                .doesNotContain(0L);
        assertThat(answers.stream().filter(answer -> answer.status() != 201))
                .hasSize(400 - FREE)
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(500);
                    assertThat(answer.body().at("reason").text()).isEqualTo("InternalError");
                    assertThat(answer.body().at("message").text())
                            .isEqualTo("Internal error occurred: failed to allocate a serviceIP: range is full");
                });
        // Nothing is left of those who got nothing.
        assertThat(items(servers.get(0), ADDRESSES)).hasSize(FREE + 1);
        assertThat(engine.count("/registry/skerry.dev/nodeports/")).isEqualTo(FREE);

        String freed = made.getFirst().at("metadata", "name").text();
        assertThat(ask(servers.get(0), "DELETE", SERVICES + "/" + freed, "").status())
                .isEqualTo(200);
        Answer next = ask(servers.get(1), "POST", SERVICES, service("next", ""));
        assertThat(next.body().at("spec", "clusterIP"))
                .isEqualTo(made.getFirst().at("spec", "clusterIP"));
    }

    @Test
    void anAddressOrPortThatIsWishedForAndInUseElsewhereIsRefusedInUpstreamsWords() throws Exception {
        ApiServer here = server(wayHere);
        ApiServer there = server(new LimitedStore(engine));
        String wish = ",'type':'NodePort','clusterIP':'10.99.0.7','ports':[{'port':80,'nodePort':30999}]";
        assertThat(ask(here, "POST", SERVICES, service("first", wish)).status()).isEqualTo(201);

        Answer address = ask(there, "POST", SERVICES, service("second", ",'clusterIP':'10.99.0.7'"));
        assertThat(address.status()).isEqualTo(422);
        assertThat(address.body().at("message").text())
                .isEqualTo("Service \"second\" is invalid: spec.clusterIPs: Invalid value: [\"10.99.0.7\"]:"
                        + " failed to allocate IP 10.99.0.7: provided IP is already allocated");
        Answer port = ask(
                there,
                "POST",
                SERVICES,
                service("second", ",'type':'NodePort','ports':[{'port':80,'nodePort':30999}]"));
        assertThat(port.status()).isEqualTo(422);
        assertThat(port.body().at("message").text())
                .isEqualTo("Service \"second\" is invalid: spec.ports[0].nodePort: Invalid value: 30999:"
                        + " provided port is already allocated");
    }

    @Test
    void anAddressIsAnObjectThatNamesItsServiceAndGoesWithIt() throws Exception {
        ApiServer here = server(wayHere);
        String made = ask(here, "POST", SERVICES, service("web", ""))
                .body()
                .at("spec", "clusterIP")
                .text();

        Json address = ask(here, "GET", ADDRESSES + "/" + made, "").body();
        assertThat(address.at("spec", "parentRef").toString())
                .isEqualTo("{\"resource\":\"services\",\"namespace\":\"default\",\"name\":\"web\"}");
        assertThat(address.at("metadata", "labels").toString())
                .contains("\"ipaddress.kubernetes.io/ip-family\":\"IPv4\"")
                .contains("\"ipaddress.kubernetes.io/managed-by\":\"ipallocator.k8s.io\"");
        Json range = ask(here, "GET", "/apis/networking.k8s.io/v1/servicecidrs/kubernetes", "")
                .body();
        assertThat(range.at("spec", "cidrs").toString()).isEqualTo("[\"10.99.0.0/24\"]");
        assertThat(ask(here, "DELETE", SERVICES + "/web", "").status()).isEqualTo(200);
        assertThat(ask(here, "GET", ADDRESSES + "/" + made, "").status()).isEqualTo(404);
    }

    @Test
    void servicesFromBeforeThereWereClaimsGetThemWhenAServerStarts() throws Exception {
        ApiServer here = server(wayHere);
        String wish = ",'type':'NodePort','clusterIP':'10.99.0.9','ports':[{'port':80,'nodePort':30555}]";
        ask(here, "POST", SERVICES, service("old", wish));
        var writes = new ArrayList<Write>();
        for (String prefix : List.of("/registry/networking.k8s.io/ipaddresses/", "/registry/skerry.dev/nodeports/")) {
            engine.range(prefix, prefix, 10).entries().forEach(entry -> writes.add(new Write.Remove(entry.key())));
        }
        // One of a Service that is gone.
        writes.add(new Write.Create(
                new Key("/registry/networking.k8s.io/ipaddresses/10.99.0.77"),
                ("{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"IPAddress\",\"metadata\":{\"name\":\"10.99.0.77\","
                                + "\"labels\":{\"ipaddress.kubernetes.io/managed-by\":\"ipallocator.k8s.io\"}},"
                                + "\"spec\":{\"parentRef\":{\"resource\":\"services\",\"namespace\":\"default\",\"name\":\"gone\"}}}")
                        .getBytes(UTF_8)));
        engine.writeAll(writes);

        ApiServer there = server(new LimitedStore(engine));

        assertThat(items(there, ADDRESSES).stream()
                        .map(one -> one.at("metadata", "name").text()))
                .containsExactlyInAnyOrder("10.99.0.1", "10.99.0.9");
        assertThat(engine.count("/registry/skerry.dev/nodeports/30555")).isEqualTo(1);
        assertThat(ask(there, "POST", SERVICES, service("new", ",'clusterIP':'10.99.0.9'"))
                        .status())
                .isEqualTo(422);
        assertThat(ask(there, "POST", SERVICES, service("new", ",'clusterIP':'10.99.0.77'"))
                        .status())
                .isEqualTo(201);
    }

    /// Whoever looks all the time whether credentials still hold looks into memory.
    @Test
    void anIdleServerDoesNotAskTheEngineWhetherCredentialsStillHold() throws Exception {
        var glances = new GlanceCount();
        ApiServer here = server(wayHere, glances);
        tasks.start("credentials", here::watchOverCredentials);
        glances.await(1);
        int before = wayHere.questions();
        glances.await(1_000);
        // As many glances as there are in three minutes.
        assertThat(wayHere.questions() - before).isLessThan(30);
    }

    /// The system's clock, with which nobody sleeps.
    private static final class GlanceCount implements Clock {
        private final Semaphore glances = new Semaphore(0);

        @Override
        public Instant now() {
            return SystemClock.CLOCK.now();
        }

        @Override
        public long nanos() {
            return SystemClock.CLOCK.nanos();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            glances.release();
        }

        void await(int count) throws InterruptedException {
            assertThat(glances.tryAcquire(count, 60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static List<Json> items(ApiServer api, String path) throws Exception {
        return ask(api, "GET", path, "").body().at("items").elements();
    }
}
