// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What holds for one container of a Pod.
final class ContainerChecks {
    private static final long PORT_MAX = 65_535;
    private static final long USER_MAX = Integer.MAX_VALUE;
    private static final List<String> ENVIRONMENT_SOURCES =
            List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

    private ContainerChecks() {}

    /// @param volumes the names of the Pod's volumes
    static void check(Place container, Set<String> volumes) {
        Place name = container.at("name");
        if (!name.isEmpty()) {
            name.invalid(Names.label(name.text()));
        }
        Place image = container.at("image");
        if (image.isThere("") && !image.text().strip().equals(image.text())) {
            image.invalid("must not have leading or trailing whitespace");
        }
        ports(container.at("ports"));
        environment(container);
        mounts(container.at("volumeMounts"), volumes);
        ProbeChecks.lifecycle(container.at("lifecycle"));
        ProbeChecks.liveness(container.at("livenessProbe"));
        ProbeChecks.check(container.at("readinessProbe"));
        ProbeChecks.liveness(container.at("startupProbe"));
        resources(container.at("resources"));
        security(container.at("securityContext"));
    }

    static void resources(Place resources) {
        Place limits = resources.at("limits");
        Place requests = resources.at("requests");
        amounts(limits);
        amounts(requests);
        for (String name : requests.keys()) {
            Json limit = limits.value().at(name);
            Json request = requests.value().at(name);
            if (!limit.isNull() && Quantity.read(request).compareTo(Quantity.read(limit)) > 0) {
                requests.report(FieldError.invalid(
                        requests.path(),
                        request,
                        "must be less than or equal to " + name + " limit of " + limit.text()));
            }
        }
    }

    private static void amounts(Place amounts) {
        for (String name : amounts.keys()) {
            Place amount = amounts.entry(name);
            boolean isStandard = name.equals("cpu")
                    || name.equals("memory")
                    || name.equals("ephemeral-storage")
                    || name.startsWith("hugepages-");
            if (!isStandard) {
                Names.qualified(name)
                        .forEach(message -> amount.report(FieldError.invalid(amount.path(), name, message)));
                if (!name.contains("/")) {
                    amount.report(
                            FieldError.invalid(amount.path(), name, "must be a standard resource for containers"));
                }
            }
            Quantity quantity = Quantity.read(amount.value());
            if (quantity.signum() < 0) {
                amount.invalid("must be greater than or equal to 0");
            }
            if (name.contains("/") && quantity.milliValue() % 1000 != 0) {
                amount.invalid("must be an integer");
            }
        }
    }

    private static void ports(Place ports) {
        for (Place port : ports.elements()) {
            Place name = port.at("name");
            if (!name.isEmpty()) {
                name.invalid(Names.portName(name.text()));
            }
            Place number = port.at("containerPort");
            if (number.number() == 0) {
                number.required("");
            } else {
                number.between(1, PORT_MAX);
            }
            if (port.at("hostPort").number() != 0) {
                port.at("hostPort").between(1, PORT_MAX);
            }
        }
        ports.distinct("name");
    }

    private static void environment(Place container) {
        for (Place variable : container.at("env").elements()) {
            Place name = variable.at("name");
            if (!name.isEmpty()) {
                name.invalid(Names.environmentName(name.text()));
            }
            source(variable);
        }
        for (Place from : container.at("envFrom").elements()) {
            boolean hasConfigMap = !from.at("configMapRef").isAbsent();
            boolean hasSecret = !from.at("secretRef").isAbsent();
            if (hasConfigMap == hasSecret) {
                from.report(FieldError.invalid(
                        from.path(),
                        "",
                        hasSecret
                                ? "may not have more than one field specified at a time"
                                : "must specify one of: `configMapRef` or `secretRef`"));
            } else {
                from.at(hasSecret ? "secretRef" : "configMapRef", "name").isThere("");
            }
        }
    }

    private static void source(Place variable) {
        Place from = variable.at("valueFrom");
        if (from.isAbsent()) {
            return;
        }
        if (!variable.at("value").isEmpty()) {
            from.report(FieldError.invalid(from.path(), "", "may not be specified when `value` is not empty"));
        }
        List<String> sources = ENVIRONMENT_SOURCES.stream()
                .filter(source -> !from.at(source).isAbsent())
                .toList();
        if (sources.size() != 1) {
            from.report(FieldError.invalid(
                    from.path(),
                    "",
                    sources.isEmpty()
                            ? "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`"
                                    + " or `fileKeyRef`"
                            : "may not have more than one field specified at a time"));
            return;
        }
        if (sources.getFirst().endsWith("MapKeyRef") || sources.getFirst().equals("secretKeyRef")) {
            Place reference = from.at(sources.getFirst());
            reference.at("name").isThere("");
            if (!reference.at("key").isEmpty()) {
                reference.at("key").invalid(Names.configKey(reference.at("key").text()));
            }
        }
    }

    private static void mounts(Place mounts, Set<String> volumes) {
        var paths = new HashSet<String>();
        for (Place mount : mounts.elements()) {
            Place name = mount.at("name");
            if (!name.isEmpty() && !volumes.contains(name.text())) {
                name.report(FieldError.notFound(name.path(), name.value()));
            }
            Place path = mount.at("mountPath");
            if (!path.isEmpty() && !paths.add(path.text())) {
                path.invalid("must be unique");
            }
            for (String field : List.of("subPath", "subPathExpr")) {
                VolumeChecks.relativePath(mount.at(field));
            }
            if (!mount.at("subPath").isEmpty() && !mount.at("subPathExpr").isEmpty()) {
                mount.at("subPathExpr").invalid("subPathExpr and subPath are mutually exclusive");
            }
        }
    }

    private static void security(Place security) {
        for (String field : List.of("runAsUser", "runAsGroup")) {
            security.at(field).between(0, USER_MAX);
        }
        boolean isPrivileged = security.at("privileged").value().booleanOr(false);
        boolean mayNotEscalate =
                !security.at("allowPrivilegeEscalation").value().booleanOr(true);
        if (isPrivileged && mayNotEscalate) {
            security.invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
    }

    /// Ports of the host that two containers of a Pod want at once.
    static void hostPorts(List<Place> containers) {
        var taken = new HashSet<String>();
        for (Place container : containers) {
            for (Place port : container.at("ports").elements()) {
                Place number = port.at("hostPort");
                String key =
                        port.at("protocol").text() + "/" + port.at("hostIP").text() + "/" + number.number();
                if (number.number() != 0 && !taken.add(key)) {
                    number.report(FieldError.duplicate(number.path(), new JsonString(key)));
                }
            }
        }
    }

    static List<Place> all(Place spec) {
        var containers = new ArrayList<>(spec.at("initContainers").elements());
        containers.addAll(spec.at("containers").elements());
        return containers;
    }
}
