// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.health;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers whether the server is alive, or ready: `ok`, or 500 with what is wrong. With `?verbose` every
/// check has its line; `?exclude=name` leaves one out.
public record HealthEndpoint(String path, List<HealthCheck> checks) {
    public HealthEndpoint {
        checks = List.copyOf(checks);
    }

    public Response answer(Request request) {
        List<String> excluded = request.query().getOrDefault("exclude", List.of());
        var lines = new StringBuilder();
        boolean isWell = true;
        String only = request.path().substring(path.length()).replaceFirst("^/", "");
        for (HealthCheck check : checks) {
            if (excluded.contains(check.name())) {
                lines.append("[+]").append(check.name()).append(" excluded: ok\n");
                continue;
            }
            if (!only.isEmpty() && !only.equals(check.name())) {
                continue;
            }
            Optional<String> problem = check.problem().get();
            isWell &= problem.isEmpty();
            lines.append(problem.isEmpty() ? "[+]" : "[-]")
                    .append(check.name())
                    .append(problem.map(why -> " failed: " + why).orElse(" ok"))
                    .append('\n');
        }
        String name = path.substring(1);
        if (!isWell) {
            return text(500, lines + name + " check failed\n");
        }
        return text(200, request.hasParameter("verbose") ? lines + name + " check passed\n" : "ok");
    }

    private static Response text(int status, String text) {
        var headers = Map.of("Content-Type", "text/plain; charset=utf-8");
        return new Response.Full(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }
}
