// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.apiserver.address.ServiceEndpoints;
import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.discovery.RemoteVersions;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.proxy.ProxyConnection;
import dev.skerry.apiserver.proxy.ProxyExchange;
import dev.skerry.apiserver.proxy.ProxyRequest;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Hands requests for groups that others serve on to them. Who is asking was found out, and may ask, before: the
/// other server is told, and decides the rest.
public final class Aggregator implements RemoteVersions {
    private static final String OPEN_API = "/openapi/v3";
    private static final Seen NOTHING = new Seen(JsonObject.EMPTY, false);

    private final RemoteApis apis;
    private final RemoteServers servers;
    private final RemoteHeaders names;

    /// What each said last of its resources, by the name of its APIService.
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /// @param resourceList as its server sent it
    /// @param isThere whether it could be asked the last time
    private record Seen(Json resourceList, boolean isThere) {}

    /// @param random picks one of a Service's pods; used by many threads
    /// @param frontProxy shown to the other servers; without it they cannot know that this server is asking
    public Aggregator(ObjectSource objects, RandomGenerator random, Optional<FrontProxy> frontProxy) {
        this.apis = new RemoteApis(objects);
        this.names = frontProxy.map(FrontProxy::headers).orElse(RemoteHeaders.STANDARD);
        this.servers = new RemoteServers(new ServiceEndpoints(objects, random), frontProxy);
    }

    /// The answer of whoever serves this; empty for what is served here.
    ///
    /// @throws dev.skerry.api.meta.StatusException 503 if they cannot be reached
    public Optional<Response> answer(ApiRequest request) {
        return find(request.http().path()).map(api -> answer(request, api));
    }

    private Response answer(ApiRequest request, RemoteApi api) {
        ProxyConnection connection;
        try {
            connection = servers.open(api, Duration.ZERO);
        } catch (IOException failed) {
            throw ProxyExchange.unavailable("error trying to reach service: " + failed.getMessage());
        }
        var handedOn = new ProxyRequest(request.http(), request.http().path(), headers(api, request.identity()));
        return ProxyExchange.answer(handedOn, connection, UnaryOperator.identity());
    }

    /// What each request to a server behind this one carries: HTTP/1.1 demands to be told a host, be it only ours.
    Map<String, List<String>> headers(RemoteApi api, Identity identity) {
        var headers = new LinkedHashMap<>(RemoteIdentity.headers(identity, names));
        headers.put("host", List.of(api.host() + ":" + api.port()));
        return headers;
    }

    private Optional<RemoteApi> find(String path) {
        String rest = path.startsWith(OPEN_API + "/") ? path.substring(OPEN_API.length()) : path;
        String[] parts = rest.split("/", 5);
        boolean isVersion = parts.length >= 4 && parts[1].equals("apis") && !parts[3].isEmpty();
        return isVersion ? apis.find(new GroupVersion(parts[2], parts[3])) : Optional.empty();
    }

    @Override
    public List<RemoteVersion> all() {
        return apis.all().stream()
                .map(api -> {
                    Seen last = seen.getOrDefault(api.name(), NOTHING);
                    return new RemoteVersion(
                            api.version(), last.resourceList().at("resources").elements(), last.isThere());
                })
                .toList();
    }

    RemoteApis apis() {
        return apis;
    }

    RemoteServers servers() {
        return servers;
    }

    /// Takes note of what a server says of its resources.
    void saw(RemoteApi api, Json resourceList) {
        seen.put(api.name(), new Seen(resourceList, true));
    }

    /// What it said last stands, and may be out of date.
    void missed(RemoteApi api) {
        seen.computeIfPresent(api.name(), (_, last) -> new Seen(last.resourceList(), false));
    }
}
