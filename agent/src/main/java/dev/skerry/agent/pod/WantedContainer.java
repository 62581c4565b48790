// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.Locale;
import java.util.zip.CRC32C;

/// A container as its pod wants it.
///
/// @param spec as in the pod
/// @param podRestartPolicy `Always`, `OnFailure` or `Never`
record WantedContainer(JsonObject spec, Kind kind, String podRestartPolicy) {
    /// What part it has in the pod.
    enum Kind {
        /// Runs to its end before the next one starts.
        INIT("initContainers"),
        /// Starts among the init containers and then stays, whatever the pod's policy.
        SIDECAR("initContainers"),
        MAIN("containers"),
        /// Added by somebody who wants to look at the pod while it runs: starts once, and never again.
        EPHEMERAL("ephemeralContainers");

        private final String list;

        Kind(String list) {
            this.list = list;
        }

        /// Where in a pod's spec such a container stands.
        String list() {
            return list;
        }
    }

    /// When to fetch an image that may be here already.
    enum PullPolicy {
        ALWAYS,
        IF_NOT_PRESENT,
        NEVER
    }

    WantedContainer withResources(Json resources) {
        JsonObject fresh = resources.isNull() ? spec.without("resources") : spec.with("resources", resources);
        return fresh.equals(spec) ? this : new WantedContainer(fresh, kind, podRestartPolicy);
    }

    /// Whether it must be started anew to get another amount of this.
    boolean restartsForResizeOf(String resource) {
        return spec.at("resizePolicy").elements().stream()
                .anyMatch(policy -> policy.at("resourceName").text().equals(resource)
                        && policy.at("restartPolicy").text().equals("RestartContainer"));
    }

    /// Whether its size can change: what runs to its end before others start keeps what it began with.
    boolean isResizable() {
        return kind == Kind.MAIN || kind == Kind.SIDECAR;
    }

    String name() {
        return spec.at("name").text();
    }

    String image() {
        return spec.at("image").text();
    }

    boolean isInit() {
        return kind == Kind.INIT || kind == Kind.SIDECAR;
    }

    /// Changes when a running container has to be replaced. Only what the API lets somebody change in a
    /// running pod counts: with more, a newer server that fills in one more default would restart the fleet.
    String hash() {
        var crc = new CRC32C();
        crc.update((name() + "\n" + image()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    PullPolicy pullPolicy() {
        return switch (spec.at("imagePullPolicy").text().toLowerCase(Locale.ROOT)) {
            case "always" -> PullPolicy.ALWAYS;
            case "never" -> PullPolicy.NEVER;
            case "ifnotpresent" -> PullPolicy.IF_NOT_PRESENT;
            default -> isLatest() ? PullPolicy.ALWAYS : PullPolicy.IF_NOT_PRESENT;
        };
    }

    private boolean isLatest() {
        String image = image();
        if (image.contains("@")) {
            return false;
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains(":") || last.endsWith(":latest");
    }

    /// Whether it is to run again after it ended like this.
    boolean restartsAfter(int exitCode) {
        return switch (kind) {
            case SIDECAR -> true;
            case EPHEMERAL -> false;
            case INIT -> exitCode != 0 && !podRestartPolicy.equals("Never");
            case MAIN ->
                switch (podRestartPolicy) {
                    case "Never" -> false;
                    case "OnFailure" -> exitCode != 0;
                    default -> true;
                };
        };
    }
}
