// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The query parameters of a call as the options object that webhooks and policies are shown.
final class WrittenOptions {
    private WrittenOptions() {}

    /// @return empty for a deletion, whose options come in its body: see [DeleteOptions#toJson]
    static JsonObject of(ApiCall call, Operation operation) {
        return switch (operation) {
            case CREATE -> written(call.http(), "CreateOptions");
            case UPDATE -> written(call.http(), isPatch(call) ? "PatchOptions" : "UpdateOptions");
            case DELETE -> JsonObject.EMPTY;
            case CONNECT -> connection(call);
        };
    }

    private static boolean isPatch(ApiCall call) {
        return call.info().verb().equals("patch");
    }

    private static JsonObject written(Request http, String kind) {
        var options = start("meta.k8s.io/v1", kind)
                .putIfText("fieldManager", http.parameter("fieldManager"))
                .putIfText("fieldValidation", http.parameter("fieldValidation"));
        if (http.hasParameter("dryRun")) {
            options.put("dryRun", http.query().getOrDefault("dryRun", List.of()));
        }
        if (http.hasParameter("force")) {
            options.put("force", http.flag("force"));
        }
        return options.build();
    }

    /// `pods/exec` becomes `PodExecOptions`, from the query parameters that are its fields.
    private static JsonObject connection(ApiCall call) {
        String kind = switch (call.info().subresource()) {
            case "exec" -> "PodExecOptions";
            case "attach" -> "PodAttachOptions";
            case "portforward" -> "PodPortForwardOptions";
            default -> "PodProxyOptions";
        };
        var options = start("v1", kind);
        Map<String, List<String>> query = new TreeMap<>(call.http().query());
        query.forEach((name, values) -> {
            switch (name) {
                case "command" -> options.put(name, values);
                case "stdin", "stdout", "stderr", "tty" ->
                    options.put(name, call.http().flag(name));
                case "container", "path" -> options.put(name, values.getFirst());
                default -> {}
            }
        });
        return options.build();
    }

    private static JsonObject.Builder start(String apiVersion, String kind) {
        return JsonObject.builder().put("kind", kind).put("apiVersion", apiVersion);
    }
}
