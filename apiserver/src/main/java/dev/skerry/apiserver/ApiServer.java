// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.Authorization;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.chain.RequestChain;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Response;
import dev.skerry.security.identity.Identity;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The Kubernetes API. It has no threads and no socket of its own: it answers [Request]s, for an
/// [dev.skerry.apiserver.http.HttpServer] or for callers in the same process.
///
/// ```java
/// var api = new ApiServer(parts);
/// var http = HttpServer.start(settings, api.handler(), clock, metrics);
/// ```
public final class ApiServer {
    private final RequestChain chain;
    private final Map<String, Handler> mounted = new ConcurrentHashMap<>();

    public ApiServer(ApiServerParts parts) {
        this.chain = new RequestChain(
                parts.authenticators(),
                new Authorization(parts.authorizers()),
                this::answer,
                () -> new UUID(parts.random().nextLong(), parts.random().nextLong()),
                parts.clock(),
                parts.metrics());
    }

    /// Everything, for requests from outside: what is mounted, and the API for whoever can show who they are.
    public Handler handler() {
        return request -> {
            Handler own = findMounted(request.path());
            return own == null ? chain.handle(request) : own.handle(request);
        };
    }

    /// The API for one caller in this process, who needs no credentials but has no more rights than others.
    public Handler handlerAs(Identity identity) {
        return request -> chain.handleAs(identity, request);
    }

    /// Serves a path and what is below it by a handler of its own, which stands before authentication: it
    /// must know by itself whom it lets in.
    public void mount(String prefix, Handler handler) {
        mounted.put(prefix, handler);
    }

    private @org.jspecify.annotations.Nullable Handler findMounted(String path) {
        for (var entry : mounted.entrySet()) {
            String prefix = entry.getKey();
            if (path.equals(prefix) || path.startsWith(prefix + "/")) {
                return entry.getValue();
            }
        }
        return null;
    }

    private Response answer(ApiRequest request) {
        return Failures.response(request.http(), Failures.unknownResource());
    }
}
