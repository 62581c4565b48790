// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.JsonString;
import java.util.List;

/// What holds for probes and lifecycle hooks.
final class ProbeChecks {
    private static final long PORT_MAX = 65_535;
    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");

    private ProbeChecks() {}

    static void check(Place probe) {
        if (probe.isAbsent()) {
            return;
        }
        handler(probe);
        for (String field : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            probe.at(field).notNegative();
        }
    }

    /// Probes whose one success is enough, by their nature.
    static void liveness(Place probe) {
        check(probe);
        Place successes = probe.at("successThreshold");
        if (!successes.isAbsent() && successes.number() != 1) {
            successes.invalid("must be 1");
        }
    }

    static void lifecycle(Place lifecycle) {
        for (String hook : List.of("postStart", "preStop")) {
            if (!lifecycle.at(hook).isAbsent()) {
                handler(lifecycle.at(hook));
            }
        }
    }

    /// A port by its number or its name.
    static void port(Place port) {
        if (port.value() instanceof JsonString(String name)) {
            port.invalid(Names.portName(name));
        } else if (port.number() < 1 || port.number() > PORT_MAX) {
            port.invalid("must be between 1 and 65535, inclusive");
        }
    }

    private static void handler(Place owner) {
        List<Place> handlers = HANDLERS.stream()
                .map(owner::at)
                .filter(place -> !place.isAbsent())
                .toList();
        if (handlers.isEmpty()) {
            owner.required("must specify a handler type");
            return;
        }
        handlers.stream().skip(1).forEach(extra -> extra.forbidden("may not specify more than 1 handler type"));
        Place handler = handlers.getFirst();
        switch (handler.where().last()) {
            case "exec" -> handler.at("command").isThere("");
            case "httpGet" -> {
                handler.at("path").isThere("");
                port(handler.at("port"));
            }
            case "tcpSocket", "grpc" -> port(handler.at("port"));
            default -> handler.at("seconds").notNegative();
        }
    }
}
