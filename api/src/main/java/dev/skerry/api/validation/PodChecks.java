// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What holds for Pods and for the templates they are made from.
final class PodChecks {
    private static final int SYSCTL_LENGTH_MAX = 253;
    private static final Pattern SYSCTL =
            Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");

    private static final String FIXED = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to"
            + " existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
            + " previously negative)";

    /// Marks a pod that a node made up itself and only shows to the API.
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private PodChecks() {}

    static boolean isMirror(Json pod) {
        return pod.at("metadata", "annotations").object().has(MIRROR);
    }

    static void template(Place template) {
        MetadataChecks.labels(template.at("metadata", "labels"));
        MetadataChecks.annotations(template.at("metadata", "annotations"));
        spec(template.at("spec"));
        EphemeralChecks.notInTemplate(template.at("spec"));
    }

    static void spec(Place spec) {
        Set<String> volumes = VolumeChecks.check(spec.at("volumes"));
        spec.at("containers").isThere("");
        List<Place> containers = ContainerChecks.all(spec);
        boolean mayRestart = !spec.at("restartPolicy").text().equals("Never");
        var names = new HashSet<String>();
        for (Place container : containers) {
            ContainerChecks.check(container, volumes);
            ResizeChecks.policy(container, mayRestart);
            Place name = container.at("name");
            if (!name.isEmpty() && !names.add(name.text())) {
                name.duplicate();
            }
        }
        EphemeralChecks.check(spec, volumes);
        ContainerChecks.hostPorts(containers);
        spec.at("initContainers").elements().forEach(PodChecks::initContainer);
        network(spec, containers);
        identity(spec);
        placement(spec);
    }

    private static void initContainer(Place container) {
        boolean isSidecar = container.at("restartPolicy").text().equals("Always");
        for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
            if (!isSidecar && !container.at(field).isAbsent()) {
                container.at(field).forbidden("may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private static void network(Place spec, List<Place> containers) {
        if (spec.at("hostNetwork").value().booleanOr(false)) {
            for (Place container : containers) {
                for (Place port : container.at("ports").elements()) {
                    long hostPort = port.at("hostPort").number();
                    if (hostPort != 0 && hostPort != port.at("containerPort").number()) {
                        port.at("containerPort").invalid("must match `hostPort` when `hostNetwork` is true");
                    }
                }
            }
        }
        boolean isOwnDns = spec.at("dnsPolicy").text().equals("None");
        if (isOwnDns) {
            spec.at("dnsConfig", "nameservers")
                    .isThere("must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
        for (String field : List.of("hostname", "subdomain")) {
            if (!spec.at(field).isEmpty()) {
                spec.at(field).invalid(Names.label(spec.at(field).text()));
            }
        }
    }

    private static void identity(Place spec) {
        for (String field : List.of("serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName")) {
            if (!spec.at(field).isEmpty()) {
                spec.at(field).invalid(Names.subdomain(spec.at(field).text()));
            }
        }
        spec.at("activeDeadlineSeconds").between(1, Integer.MAX_VALUE);
        for (String field : List.of("runAsUser", "runAsGroup", "fsGroup")) {
            spec.at("securityContext").at(field).between(0, Integer.MAX_VALUE);
        }
        spec.at("securityContext", "sysctls").elements().forEach(PodChecks::sysctl);
    }

    private static void sysctl(Place sysctl) {
        Place name = sysctl.at("name");
        if (name.text().isEmpty()) {
            name.required("");
        } else if (name.text().length() > SYSCTL_LENGTH_MAX
                || !SYSCTL.matcher(name.text()).matches()) {
            name.invalid("must have at most " + SYSCTL_LENGTH_MAX + " characters and match regex ^" + SYSCTL + "$");
        }
    }

    private static void placement(Place spec) {
        MetadataChecks.labels(spec.at("nodeSelector"));
        SelectorChecks.tolerations(spec.at("tolerations"));
        Place nodeAffinity = spec.at("affinity", "nodeAffinity");
        Place required = nodeAffinity.at("requiredDuringSchedulingIgnoredDuringExecution");
        if (!required.isAbsent()) {
            SelectorChecks.nodeSelectorTerms(required.at("nodeSelectorTerms"));
        }
        for (Place preferred : nodeAffinity
                .at("preferredDuringSchedulingIgnoredDuringExecution")
                .elements()) {
            weight(preferred.at("weight"));
            SelectorChecks.nodeSelectorTerm(preferred.at("preference"));
        }
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            podAffinity(spec.at("affinity", kind));
        }
        for (Place spread : spec.at("topologySpreadConstraints").elements()) {
            if (spread.at("maxSkew").number() <= 0) {
                spread.at("maxSkew").invalid("must be greater than zero");
            }
            SelectorChecks.labelSelector(spread.at("labelSelector"));
        }
    }

    private static void podAffinity(Place affinity) {
        for (Place term :
                affinity.at("requiredDuringSchedulingIgnoredDuringExecution").elements()) {
            SelectorChecks.labelSelector(term.at("labelSelector"));
        }
        for (Place preferred :
                affinity.at("preferredDuringSchedulingIgnoredDuringExecution").elements()) {
            weight(preferred.at("weight"));
            SelectorChecks.labelSelector(preferred.at("podAffinityTerm", "labelSelector"));
        }
    }

    private static void weight(Place weight) {
        if (weight.number() < 1 || weight.number() > 100) {
            weight.invalid("must be in the range 1-100");
        }
    }

    /// A running Pod is what it is, but for a few fields.
    static void update(Place spec, Json old) {
        for (String list : List.of("containers", "initContainers")) {
            if (spec.at(list).elements().size() != old.at(list).elements().size()) {
                spec.at(list).forbidden("pod updates may not add or remove containers");
                return;
            }
        }
        Place deadline = spec.at("activeDeadlineSeconds");
        Json oldDeadline = old.at("activeDeadlineSeconds");
        if (!oldDeadline.isNull() && deadline.isAbsent()) {
            deadline.report(FieldError.invalid(
                    deadline.path(), JsonNull.NULL, "must not update from a positive integer to nil value"));
        } else if (!oldDeadline.isNull() && deadline.number() > oldDeadline.longOr(0)) {
            deadline.invalid("must be less than or equal to previous value");
        }
        tolerations(spec.at("tolerations"), old.at("tolerations"));
        if (!fixedPart(spec.value(), old).equals(fixedPart(old, old))) {
            spec.forbidden(FIXED);
        }
    }

    private static void tolerations(Place tolerations, Json old) {
        for (Json known : old.elements()) {
            boolean isKept = tolerations.value().elements().stream()
                    .anyMatch(toleration -> withoutSeconds(toleration).equals(withoutSeconds(known)));
            if (!isKept) {
                tolerations.forbidden("existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static Json withoutSeconds(Json toleration) {
        return toleration.object().without("tolerationSeconds");
    }

    /// The spec without what may change.
    private static JsonObject fixedPart(Json spec, Json old) {
        JsonObject fixed = spec.object()
                .without("activeDeadlineSeconds")
                .without("tolerations")
                .without("schedulingGates");
        for (String list : List.of("containers", "initContainers")) {
            var containers = new ArrayList<Json>();
            fixed.valueOf(list)
                    .elements()
                    .forEach(container -> containers.add(container.object().without("image")));
            if (!containers.isEmpty()) {
                fixed = fixed.with(list, new JsonArray(containers));
            }
        }
        boolean isShortened = old.at("terminationGracePeriodSeconds").longOr(0) < 0
                && spec.at("terminationGracePeriodSeconds").longOr(0) == 1;
        return isShortened
                ? fixed.with("terminationGracePeriodSeconds", old.at("terminationGracePeriodSeconds"))
                : fixed;
    }
}
