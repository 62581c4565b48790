// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;
import java.util.List;

/// What holds for the kinds that rule over others: scaling, disruption, networking, admission.
final class PolicyChecks {
    private PolicyChecks() {}

    static void autoscaler(Place object) {
        Place spec = object.at("spec");
        Place least = spec.at("minReplicas");
        Place most = spec.at("maxReplicas");
        if (!least.isAbsent() && least.number() < 1) {
            least.invalid("must be greater than or equal to 1");
        }
        if (most.number() < 1) {
            most.required("must be set and greater than 0");
        } else if (!least.isAbsent() && most.number() < least.number()) {
            most.invalid("must be greater than or equal to `minReplicas`");
        }
    }

    static void disruptionBudget(Place object) {
        Place spec = object.at("spec");
        if (!spec.at("minAvailable").isAbsent() && !spec.at("maxUnavailable").isAbsent()) {
            spec.invalid("minAvailable and maxUnavailable cannot be both set");
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            Place bound = spec.at(field);
            if (bound.number() < 0) {
                bound.invalid("must be greater than or equal to 0");
            } else if (bound.text().matches("[0-9]{1,9}%")
                    && Integer.parseInt(bound.text().replace("%", "")) > 100) {
                bound.invalid("must not be greater than 100%");
            }
        }
        SelectorChecks.labelSelector(spec.at("selector"));
    }

    static void ingress(Place object) {
        Place spec = object.at("spec");
        if (spec.at("rules").isEmpty() && spec.at("defaultBackend").isAbsent()) {
            spec.invalid("either `defaultBackend` or `rules` must be specified");
        }
        if (!spec.at("ingressClassName").isEmpty()) {
            spec.at("ingressClassName")
                    .invalid(Names.subdomain(spec.at("ingressClassName").text()));
        }
        if (!spec.at("defaultBackend").isAbsent()) {
            backend(spec.at("defaultBackend"));
        }
        for (Place rule : spec.at("rules").elements()) {
            host(rule.at("host"));
            for (Place path : rule.at("http", "paths").elements()) {
                String url = path.at("path").text();
                if (url.contains("//")) {
                    path.at("path").invalid("must not contain '//'");
                }
                backend(path.at("backend"));
                Place text = path.at("path");
                if (!text.isEmpty() && !text.text().startsWith("/")) {
                    text.invalid("must be an absolute path");
                }
                if (path.at("pathType").isThere("pathType must be specified")) {
                    path.at("pathType").oneOf("Exact", "ImplementationSpecific", "Prefix");
                }
            }
        }
    }

    private static void host(Place host) {
        String text = host.text();
        if (text.isEmpty()) {
            return;
        }
        if (ServiceChecks.isAddress(text)) {
            host.invalid("must be a DNS name, not an IP address");
        } else if (!text.startsWith("*.")) {
            host.invalid(Names.subdomain(text));
        }
    }

    private static void backend(Place backend) {
        Place service = backend.at("service");
        if (service.isAbsent() && backend.at("resource").isAbsent()) {
            backend.report(FieldError.invalid(backend.path(), "", "resource or service backend is required"));
        } else if (!service.isAbsent()
                && service.at("port", "name").isEmpty()
                && service.at("port", "number").number() == 0) {
            backend.required("port name or number is required");
        }
    }

    static void networkPolicy(Place object) {
        SelectorChecks.labelSelector(object.at("spec", "podSelector"));
        for (String direction : List.of("ingress", "egress")) {
            for (Place rule : object.at("spec", direction).elements()) {
                for (Place port : rule.at("ports").elements()) {
                    if (!port.at("port").isAbsent()) {
                        ProbeChecks.port(port.at("port"));
                    }
                }
            }
        }
    }

    static void webhooks(Place object) {
        for (Place webhook : object.at("webhooks").elements()) {
            Place name = webhook.at("name");
            if (!name.isEmpty()) {
                name.invalid(Names.subdomain(name.text()));
                if (name.text().split("\\.", -1).length < 3) {
                    name.invalid("should be a domain with at least three segments separated by dots");
                }
            }
            if (webhook.at("sideEffects").isThere("must specify one of None, NoneOnDryRun")) {
                webhook.at("sideEffects").oneOf("None", "NoneOnDryRun");
            }
            webhook.at("admissionReviewVersions").isThere("must specify one of v1, v1beta1");
            Place client = webhook.at("clientConfig");
            if (client.at("url").isEmpty() == client.at("service").isAbsent()) {
                client.required("exactly one of url or service is required");
            }
            webhook.at("timeoutSeconds").between(1, 30);
            SelectorChecks.labelSelector(webhook.at("namespaceSelector"));
            SelectorChecks.labelSelector(webhook.at("objectSelector"));
        }
        object.at("webhooks").distinct("name");
    }

    static void signingRequestUpdate(Place object, Json old) {
        object.at("spec").unchanged(old.at("spec"));
    }
}
