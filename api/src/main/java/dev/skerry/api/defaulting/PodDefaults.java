// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import static dev.skerry.api.defaulting.Filling.absent;
import static dev.skerry.api.defaulting.Filling.all;
import static dev.skerry.api.defaulting.Filling.each;
import static dev.skerry.api.defaulting.Filling.making;
import static dev.skerry.api.defaulting.Filling.when;
import static dev.skerry.api.defaulting.Filling.within;
import static dev.skerry.api.defaulting.Filling.word;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// Defaults of Pods and of the templates that Pods are made from.
final class PodDefaults {
    /// Files of ConfigMaps, Secrets and the like: everyone may read, the owner may write.
    private static final int FILE_MODE = 0644;

    private static final Filling HTTP_GET = all(word("path", "/"), word("scheme", "HTTP"));

    private static final Filling PROBE = all(
            absent("timeoutSeconds", 1, "periodSeconds", 10, "successThreshold", 1, "failureThreshold", 3),
            within("httpGet", HTTP_GET),
            within("grpc", absent("service", "")));

    private static final Filling LIFECYCLE =
            all(within("postStart", within("httpGet", HTTP_GET)), within("preStop", within("httpGet", HTTP_GET)));

    private static final Filling FIELD_REFERENCE = within("fieldRef", word("apiVersion", "v1"));

    private static final Filling CONTAINER = all(
            PodDefaults::pullPolicy,
            word("terminationMessagePath", "/dev/termination-log"),
            word("terminationMessagePolicy", "File"),
            each("ports", word("protocol", "TCP")),
            each("env", within("valueFrom", FIELD_REFERENCE)),
            within("livenessProbe", PROBE),
            within("readinessProbe", PROBE),
            within("startupProbe", PROBE),
            within("lifecycle", LIFECYCLE));

    private static final Filling FILES = all(absent("defaultMode", FILE_MODE), each("items", FIELD_REFERENCE));

    private static final Filling PROJECTION = all(
            within("serviceAccountToken", absent("expirationSeconds", 3600)),
            within("downwardAPI", each("items", FIELD_REFERENCE)));

    private static final Filling VOLUME = all(
            // A volume that names no source is an empty directory.
            when(volume -> volume.size() == 1 && volume.has("name"), making("emptyDir", Filling.NOTHING)),
            within("secret", absent("defaultMode", FILE_MODE)),
            within("configMap", absent("defaultMode", FILE_MODE)),
            within("downwardAPI", FILES),
            within("projected", all(absent("defaultMode", FILE_MODE), each("sources", PROJECTION))),
            within("hostPath", absent("type", "")),
            within("image", PodDefaults::volumePullPolicy),
            within("ephemeral", within("volumeClaimTemplate", within("spec", absent("volumeMode", "Filesystem")))));

    /// Of a Pod's spec wherever it stands.
    static final Filling SPEC = all(
            word("restartPolicy", "Always"),
            absent("terminationGracePeriodSeconds", 30),
            word("dnsPolicy", "ClusterFirst"),
            making("securityContext", Filling.NOTHING),
            word("schedulerName", "default-scheduler"),
            PodDefaults::serviceAccount,
            each("containers", CONTAINER),
            each("initContainers", CONTAINER),
            each("ephemeralContainers", CONTAINER),
            each("volumes", VOLUME));

    static final Filling TEMPLATE = within("spec", SPEC);

    private static final Filling REQUESTS = within("resources", PodDefaults::requestsFromLimits);

    /// On the host's network a port of a container is a port of the host.
    private static final Filling HOST_PORTS = each("ports", port -> {
        boolean isOpen = port.valueOf("hostPort").longOr(0) == 0;
        return isOpen && port.has("containerPort") ? port.with("hostPort", port.valueOf("containerPort")) : port;
    });

    static final Filling POD = within(
            "spec",
            all(
                    SPEC,
                    absent("enableServiceLinks", true),
                    each("containers", REQUESTS),
                    each("initContainers", REQUESTS),
                    when(
                            spec -> spec.valueOf("hostNetwork").booleanOr(false),
                            all(each("containers", HOST_PORTS), each("initContainers", HOST_PORTS)))));

    /// What a Pod gets when it comes into being.
    static final Filling NEW_POD = making("status", word("phase", "Pending"));

    private PodDefaults() {}

    /// An image whose tag may move is asked for again at each start.
    private static JsonObject pullPolicy(JsonObject container) {
        return word("imagePullPolicy", policyFor(container.valueOf("image").text()))
                .fill(container);
    }

    private static JsonObject volumePullPolicy(JsonObject image) {
        return word("pullPolicy", policyFor(image.valueOf("reference").text())).fill(image);
    }

    private static String policyFor(String image) {
        if (image.contains("@")) {
            return "IfNotPresent";
        }
        int colon = image.lastIndexOf(':');
        // A colon before the last slash belongs to the registry's port.
        boolean hasTag = colon > image.lastIndexOf('/');
        return !hasTag || image.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
    }

    /// The old name of the field and the new one always say the same.
    private static JsonObject serviceAccount(JsonObject spec) {
        String current = spec.valueOf("serviceAccountName").text();
        String name = current.isEmpty() ? spec.valueOf("serviceAccount").text() : current;
        return name.isEmpty() ? spec : spec.with("serviceAccountName", name).with("serviceAccount", name);
    }

    /// Who limits a resource and asks for no amount of it asks for the limit.
    private static JsonObject requestsFromLimits(JsonObject resources) {
        JsonObject limits = resources.valueOf("limits").object();
        JsonObject requests = resources.valueOf("requests").object();
        var filled = requests.toBuilder();
        limits.forEach((name, amount) -> {
            if (requests.valueOf(name).isNull()) {
                filled.put(name, amount);
            }
        });
        JsonObject built = filled.build();
        return built.isEmpty() ? resources : resources.with("requests", (Json) built);
    }
}
