// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.apiserver.authentication.IssuerDocuments;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.discovery.Discovery;
import dev.skerry.apiserver.health.HealthCheck;
import dev.skerry.apiserver.health.HealthEndpoint;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.openapi.OpenApiEndpoint;
import dev.skerry.apiserver.openapi.SwaggerEndpoint;
import dev.skerry.apiserver.registry.Answers;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers every path that is no resource: discovery, version, health, metrics, the issuer of
/// tokens.
final class SystemEndpoint {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final List<String> PATHS = List.of(
            "/.well-known/openid-configuration",
            "/api",
            "/api/v1",
            "/apis",
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v3",
            "/openid/v1/jwks",
            "/readyz",
            "/version");

    private final Discovery discovery;
    private final List<HealthEndpoint> health;
    private final OpenApiEndpoint openApi;
    private final SwaggerEndpoint swagger;
    private final IssuerDocuments issuer;
    private final Metrics metrics;

    /// What must be right for this server to live, and to be the right one to ask.
    record Checks(List<HealthCheck> life, List<HealthCheck> readiness) {}

    SystemEndpoint(
            Discovery discovery, OpenApiEndpoint openApi, IssuerDocuments issuer, Checks checks, Metrics metrics) {
        this.openApi = openApi;
        this.swagger = new SwaggerEndpoint(openApi);
        this.issuer = issuer;
        this.discovery = discovery;
        this.metrics = metrics;
        this.health = List.of(
                new HealthEndpoint("/healthz", checks.readiness()),
                new HealthEndpoint("/livez", checks.life()),
                new HealthEndpoint("/readyz", checks.readiness()));
    }

    Response answer(ApiRequest request) {
        Request http = request.http();
        String path = http.path();
        if (!READING.contains(http.method())) {
            throw Failures.methodNotAllowed();
        }
        for (HealthEndpoint endpoint : health) {
            if (isAtOrBelow(path, endpoint.path())) {
                return endpoint.answer(http);
            }
        }
        if (isAtOrBelow(path, "/api") || isAtOrBelow(path, "/apis")) {
            return discovery.answer(http);
        }
        if (isAtOrBelow(path, "/openapi/v3")) {
            return openApi.answer(http);
        }
        return switch (path) {
            case "/version", "/version/" ->
                Answers.json(http, 200, Version.document("linux/" + System.getProperty("os.arch", "amd64")));
            case "/openapi/v2" -> swagger.answer(http);
            case "/metrics" ->
                new Response.Full(
                        200,
                        Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                        metrics.text().getBytes(StandardCharsets.UTF_8));
            case "/" -> index(http, 200);
            default -> issuer.find(path).orElseGet(() -> index(http, 404));
        };
    }

    private static Response index(Request http, int status) {
        return Answers.json(http, status, JsonObject.of("paths", JsonArray.of(PATHS.toArray())));
    }

    private static boolean isAtOrBelow(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }
}
