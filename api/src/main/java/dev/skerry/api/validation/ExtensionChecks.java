// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.quantity.Quantity;

/// What holds for the kinds by which a cluster is extended: drivers, runtimes, servers behind this one, priorities.
final class ExtensionChecks {
    private static final long GROUP_PRIORITY_MAX = 20_000;
    private static final long VERSION_PRIORITY_MAX = 1_000;

    private ExtensionChecks() {}

    static void csiDriver(Place object) {
        Place spec = object.at("spec");
        spec.at("fsGroupPolicy").oneOf("File", "None", "ReadWriteOnceWithFSType");
        for (Place mode : spec.at("volumeLifecycleModes").elements()) {
            if (!mode.text().equals("Persistent") && !mode.text().equals("Ephemeral")) {
                spec.report(FieldError.notSupported(
                        "spec.volumeLifecycleModes", mode.value(), java.util.List.of("Persistent", "Ephemeral")));
            }
        }
    }

    static void volumeAttachment(Place object) {
        Place spec = object.at("spec");
        spec.at("attacher").isThere("");
        Place source = spec.at("source");
        if (source.at("persistentVolumeName").isEmpty()
                == source.at("inlineVolumeSpec").isAbsent()) {
            source.required("must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        }
        String node = spec.at("nodeName").text();
        if (!Names.subdomain(node).isEmpty()) {
            Names.subdomain(node).forEach(why -> spec.report(FieldError.invalid("spec.nodeName", node, why)));
        }
    }

    static void runtimeClass(Place object) {
        if (object.at("handler").isThere("")) {
            object.at("handler").invalid(Names.label(object.at("handler").text()));
        }
        Place overhead = object.at("overhead", "podFixed");
        for (String name : overhead.keys()) {
            if (Quantity.read(overhead.entry(name).value()).signum() < 0) {
                overhead.entry(name).invalid("must be greater than or equal to 0");
            }
        }
    }

    static void apiService(Place object) {
        Place spec = object.at("spec");
        String wanted = spec.at("version").text() + "." + spec.at("group").text();
        Place name = object.at("metadata", "name");
        if (!name.text().equals(wanted)) {
            name.invalid("must be `spec.version+\".\"+spec.group`: \"" + wanted + "\"");
        }
        within(spec.at("groupPriorityMinimum"), GROUP_PRIORITY_MAX);
        within(spec.at("versionPriority"), VERSION_PRIORITY_MAX);
        if (!spec.at("service").isAbsent()) {
            spec.at("service", "namespace").isThere("");
            spec.at("service", "name").isThere("");
        }
    }

    private static void within(Place priority, long most) {
        if (priority.number() <= 0 || priority.number() > most) {
            priority.report(
                    FieldError.invalid(priority.path(), priority.number(), "must be positive and less than " + most));
        }
    }

    static void priorityLevel(Place object) {
        object.at("spec", "type").oneOf("Exempt", "Limited");
    }

    static void flowSchema(Place object) {
        Place spec = object.at("spec");
        spec.at("priorityLevelConfiguration", "name").isThere("must reference a priority level");
        for (Place rule : spec.at("rules").elements()) {
            rule.at("subjects").isThere("subjects must contain at least one value");
            if (rule.at("resourceRules").isEmpty()
                    && rule.at("nonResourceRules").isEmpty()) {
                rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
            }
        }
    }

    static void ipAddress(Place object) {
        object.at("spec", "parentRef").isThere("");
    }
}
