// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;

/// Whether an API is there, as its APIService's condition `Available` says it: with the reasons of Kubernetes.
record Availability(boolean isThere, String reason, String message) {
    static final Availability LOCAL = new Availability(true, "Local", "Local APIServices are always available");
    static final Availability PASSED = new Availability(true, "Passed", "all checks passed");

    static Availability serviceNotFound(RemoteApi api) {
        return new Availability(
                false,
                "ServiceNotFound",
                "service/" + api.service().name() + " in \"" + api.service().namespace() + "\" is not present");
    }

    static Availability missingEndpoints(RemoteApi api, String why) {
        return new Availability(
                false,
                "MissingEndpoints",
                "endpoints for service/" + api.service().name() + " in \""
                        + api.service().namespace() + "\" cannot be used: " + why);
    }

    static Availability failedDiscovery(RemoteApi api, String why) {
        return new Availability(
                false,
                "FailedDiscoveryCheck",
                "failing or missing response from https://" + api.host() + ":" + api.port() + api.root() + ": " + why);
    }

    /// The APIService with this condition; empty if it says so already.
    Optional<KubeObject> on(KubeObject apiService, Instant now) {
        var conditions = new ArrayList<Json>();
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (Json condition : apiService.at("status", "conditions").elements()) {
            if (!condition.at("type").text().equals("Available")) {
                conditions.add(condition);
                continue;
            }
            if (says(condition)) {
                return Optional.empty();
            }
            if (condition.at("status").text().equals(status())) {
                since = condition.at("lastTransitionTime").text();
            }
        }
        conditions.add(JsonObject.of(
                "type",
                "Available",
                "status",
                status(),
                "lastTransitionTime",
                since,
                "reason",
                reason,
                "message",
                message));
        return Optional.of(apiService.with(new JsonArray(conditions), "status", "conditions"));
    }

    private boolean says(Json condition) {
        return condition.at("status").text().equals(status())
                && condition.at("reason").text().equals(reason)
                && condition.at("message").text().equals(message);
    }

    private String status() {
        return isThere ? "True" : "False";
    }
}
