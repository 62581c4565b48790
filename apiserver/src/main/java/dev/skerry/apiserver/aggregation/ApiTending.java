// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.address.ServiceEndpoints;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.proxy.ProxyExchange;
import dev.skerry.apiserver.proxy.ProxyRequest;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.SystemWriter;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Looks after the APIServices: asks those that others serve whether they are there, and keeps one for each version
/// that is served here.
public final class ApiTending {
    private static final Log LOG = Log.of("apiserver.aggregation");
    private static final GroupVersionResource APIS =
            new GroupVersionResource(RemoteApis.GROUP, "v1", RemoteApis.RESOURCE);
    private static final Identity ASKER = Identity.of("system:kube-aggregator", Identity.GROUP_MASTERS);

    /// How soon a new APIService, or a new definition, is seen.
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /// How often servers are asked that were there the last time, or were not.
    private static final long ASK_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int DOCUMENT_MAX = 4 << 20;

    private final Aggregator aggregator;
    private final RegistryParts parts;
    private final SystemWriter writer;
    private final ServiceEndpoints services;
    private final ResourceCatalog custom;
    private final LocalApis local;
    private final Clock clock;
    private long seenApis = -1;
    private long seenCustom = -1;
    private long askedAt;

    /// @param builtIn, custom what is served here
    public ApiTending(
            Aggregator aggregator, RegistryParts parts, ResourceCatalog builtIn, ResourceCatalog custom, Clock clock) {
        this.aggregator = aggregator;
        this.parts = parts;
        this.writer = new SystemWriter(parts);
        this.services = new ServiceEndpoints(parts.storage(), parts.random());
        this.custom = custom;
        this.local = new LocalApis(builtIn, custom);
        this.clock = clock;
    }

    /// Tends until it is interrupted; start it as a task.
    public void run() throws InterruptedException {
        while (true) {
            try {
                turn();
            } catch (RuntimeException failed) {
                // The store may be full, or gone for a moment: the next turn does what this one could not.
                LOG.warn("APIServices could not be looked after", "why", String.valueOf(failed.getMessage()));
            }
            clock.sleep(GLANCE);
        }
    }

    void turn() throws InterruptedException {
        long apis = aggregator.apis().revision();
        long definitions = custom.revision();
        boolean isChanged = apis != seenApis || definitions != seenCustom;
        if (isChanged) {
            keepLocal();
            seenApis = apis;
            seenCustom = definitions;
        }
        if (isChanged || clock.nanos() - askedAt >= ASK_NANOS) {
            for (RemoteApi api : aggregator.apis().all()) {
                look(api);
            }
            askedAt = clock.nanos();
        }
    }

    private void keepLocal() {
        Map<String, KubeObject> wanted = local.wanted(clock.now());
        wanted.values().forEach(one -> writer.ensure(APIS, one));
        for (KubeObject present : parts.storage().list(RemoteApis.GROUP, RemoteApis.RESOURCE, "")) {
            if (present.labels().containsKey(LocalApis.MANAGED) && !wanted.containsKey(present.name())) {
                writer.remove(APIS, present);
            }
        }
    }

    private void look(RemoteApi api) throws InterruptedException {
        Availability found = availability(api);
        if (!found.isThere()) {
            aggregator.missed(api);
        }
        parts.storage()
                .find(RemoteApis.GROUP, RemoteApis.RESOURCE, ObjectName.cluster(api.name()))
                .flatMap(stored -> found.on(stored, clock.now()))
                .ifPresent(told -> writer.replace(APIS, told));
    }

    private Availability availability(RemoteApi api) throws InterruptedException {
        if (parts.storage().find("", "services", api.service()).isEmpty()) {
            return Availability.serviceNotFound(api);
        }
        try {
            services.find(api.service(), api.port());
        } catch (IOException nobody) {
            return Availability.missingEndpoints(api, String.valueOf(nobody.getMessage()));
        }
        try {
            aggregator.saw(api, resourceList(api));
            return Availability.PASSED;
        } catch (IOException | StatusException | JsonException failed) {
            return Availability.failedDiscovery(api, String.valueOf(failed.getMessage()));
        }
    }

    private Json resourceList(RemoteApi api) throws IOException, InterruptedException {
        var headers = Map.of("accept", List.of("application/json"));
        var http = new Request("GET", api.root(), Map.of(), headers, new byte[0], List.of(), "127.0.0.1");
        var asked = new ProxyRequest(http, api.root(), aggregator.headers(api, ASKER));
        Response answer =
                ProxyExchange.answer(asked, aggregator.servers().open(api, PATIENCE), UnaryOperator.identity());
        var document = new Bounded();
        if (answer instanceof Response.Stream stream) {
            stream.writer().writeTo(document);
        }
        if (answer.status() != 200) {
            throw new IOException("bad status from https://" + api.host() + api.root() + ": " + answer.status());
        }
        return JsonReader.read(document.bytes.toByteArray());
    }

    /// Takes in no more than a list of resources can be.
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] piece, int offset, int length) throws IOException {
            if (bytes.size() + length > DOCUMENT_MAX) {
                throw new IOException("the list of resources is longer than " + DOCUMENT_MAX + " bytes");
            }
            bytes.write(piece, offset, length);
        }
    }
}
