// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is wrong with the way in which a definition wants its objects converted. Fields are called as
/// Kubernetes calls them in its messages, which is not everywhere how they are written.
final class ConversionCheck {
    private static final String UNWANTED = "should not be set when strategy is not set to Webhook";

    private ConversionCheck() {}

    static List<FieldError> check(Json conversion, String path) {
        var faults = new ArrayList<FieldError>();
        Json client = conversion.at("webhook", "clientConfig");
        Json versions = conversion.at("webhook", "conversionReviewVersions");
        String clientPath = path + ".webhookClientConfig";
        String versionsPath = path + ".conversionReviewVersions";
        switch (conversion.at("strategy").textOr("None")) {
            case "None" -> {
                if (!client.isNull()) {
                    faults.add(FieldError.forbidden(clientPath, UNWANTED));
                }
                if (!versions.elements().isEmpty()) {
                    faults.add(FieldError.forbidden(versionsPath, UNWANTED));
                }
            }
            case "Webhook" -> {
                client(client, clientPath, faults);
                versions(versions, versionsPath, faults);
            }
            default ->
                faults.add(FieldError.notSupported(
                        path + ".strategy", conversion.at("strategy"), List.of("None", "Webhook")));
        }
        return faults;
    }

    private static void client(Json client, String path, List<FieldError> faults) {
        if (client.isNull()) {
            faults.add(FieldError.required(path, "required when strategy is set to Webhook"));
            return;
        }
        Json service = client.at("service");
        String url = client.at("url").text();
        if (url.isEmpty() == service.isNull()) {
            faults.add(FieldError.required(path, "exactly one of url or service is required"));
        } else if (url.isEmpty()) {
            service(service, path + ".service", faults);
        } else if (!isSecure(url)) {
            faults.add(FieldError.invalid(path + ".url", url, "'https' is the only allowed URL scheme"));
        }
    }

    private static void service(Json service, String path, List<FieldError> faults) {
        for (String field : List.of("name", "namespace")) {
            if (service.at(field).text().isEmpty()) {
                faults.add(FieldError.required(path + "." + field, "service " + field + " is required"));
            }
        }
        int port = service.at("port").intOr(443);
        if (port < 1 || port > 65_535) {
            faults.add(FieldError.invalid(
                    path + ".port", port, "port is not valid: must be between 1 and 65535, inclusive"));
        }
        String target = service.at("path").textOr("/");
        if (!target.startsWith("/")) {
            faults.add(FieldError.invalid(path + ".path", target, "must start with a '/'"));
        }
    }

    private static boolean isSecure(String url) {
        try {
            URI uri = URI.create(url);
            return "https".equals(uri.getScheme()) && uri.getHost() != null;
        } catch (IllegalArgumentException _) {
            // It is no URL at all.
            return false;
        }
    }

    private static void versions(Json versions, String path, List<FieldError> faults) {
        List<Json> named = versions.elements();
        if (named.isEmpty()) {
            faults.add(FieldError.required(path, ""));
            return;
        }
        Set<Json> seen = new HashSet<>();
        for (int i = 0; i < named.size(); i++) {
            if (!seen.add(named.get(i))) {
                faults.add(FieldError.invalid(path + "[" + i + "]", named.get(i), "duplicate version"));
            }
        }
        if (named.stream().noneMatch(version -> ConversionReview.VERSIONS.contains(version.text()))) {
            faults.add(FieldError.invalid(
                    path, versions, "must include at least one of " + String.join(", ", ConversionReview.VERSIONS)));
        }
    }
}
