// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import java.util.HashSet;
import java.util.List;

/// What holds for the kinds that a cluster runs on: namespaces, nodes, leases, events, quotas, volumes.
final class ClusterChecks {
    private ClusterChecks() {}

    static void node(Place object) {
        taints(object.at("spec", "taints"));
    }

    static void nodeUpdate(Place object, Json old) {
        String before = old.at("spec", "podCIDR").text();
        Place range = object.at("spec", "podCIDR");
        if (!before.isEmpty() && !range.text().equals(before)) {
            object.at("spec", "podCIDRs").forbidden("node updates may not change podCIDR except from \"\" to valid");
        }
        String provider = old.at("spec", "providerID").text();
        if (!provider.isEmpty() && !object.at("spec", "providerID").text().equals(provider)) {
            object.at("spec", "providerID")
                    .forbidden("node updates may not change providerID except from \"\" to valid");
        }
    }

    static void namespace(Place object) {
        for (Place finalizer : object.at("spec", "finalizers").elements()) {
            finalizer.invalid(Names.qualified(finalizer.text()));
        }
    }

    static void lease(Place object) {
        Place spec = object.at("spec");
        Place seconds = spec.at("leaseDurationSeconds");
        if (!seconds.isAbsent() && seconds.number() <= 0) {
            seconds.invalid("must be greater than 0");
        }
        spec.at("leaseTransitions").notNegative();
    }

    static void event(Place object) {
        Place about = object.at("involvedObject").isAbsent() ? object.at("regarding") : object.at("involvedObject");
        String namespace = object.at("metadata", "namespace").text();
        String own = about.at("namespace").text();
        boolean isRight = own.isEmpty() ? namespace.equals("default") || namespace.isEmpty() : own.equals(namespace);
        // What belongs to no namespace is told of in the default one, or wherever its writer lives.
        if (!isRight && !(own.isEmpty() && namespace.startsWith("kube-"))) {
            about.at("namespace")
                    .report(FieldError.invalid(about.path() + ".namespace", own, "does not match event.namespace"));
        }
    }

    /// Of the newer group, whose events say when they happened.
    static void newEvent(Place object) {
        event(object);
        object.at("eventTime").isThere("");
        String type = object.at("type").text();
        if (!type.equals("Normal") && !type.equals("Warning")) {
            object.report(FieldError.invalid("type", "", "has invalid value: " + type));
        }
    }

    static void resourceQuota(Place object) {
        Place hard = object.at("spec", "hard");
        for (String name : hard.keys()) {
            if (Quantity.read(hard.entry(name).value()).signum() < 0) {
                hard.entry(name).invalid("must be greater than or equal to 0");
            }
        }
    }

    static void limitRange(Place object) {
        for (Place item : object.at("spec", "limits").elements()) {
            for (String name : item.at("min").keys()) {
                Json most = item.at("max").value().at(name);
                Place least = item.at("min").entry(name);
                if (!most.isNull() && Quantity.read(least.value()).compareTo(Quantity.read(most)) > 0) {
                    least.invalid("min value " + least.text() + " is greater than max value " + most.text());
                }
            }
        }
        object.at("spec", "limits").distinct("type");
    }

    static void claim(Place object) {
        Place spec = object.at("spec");
        spec.at("accessModes").isThere("at least 1 access mode is required");
        Place requests = spec.at("resources", "requests");
        Place storage = requests.entry("storage");
        if (storage.isThere("") && Quantity.read(storage.value()).signum() <= 0) {
            storage.invalid("must be greater than zero");
        }
        SelectorChecks.labelSelector(spec.at("selector"));
    }

    static void claimUpdate(Place object, Json old) {
        Json before = old.at("spec").object().without("resources").without("volumeAttributesClassName");
        Json now = object.value().at("spec").object().without("resources").without("volumeAttributesClassName");
        boolean isBinding = old.at("spec", "volumeName").text().isEmpty();
        if (isBinding) {
            before = before.object().without("volumeName").without("storageClassName");
            now = now.object().without("volumeName").without("storageClassName");
        }
        if (!before.equals(now)) {
            object.at("spec")
                    .forbidden("spec is immutable after creation except resources.requests and"
                            + " volumeAttributesClassName for bound claims");
        }
    }

    static void volume(Place object) {
        Place spec = object.at("spec");
        spec.at("accessModes").isThere("");
        spec.at("capacity").isThere("");
    }

    static void priorityClass(Place object) {
        String name = object.at("metadata", "name").text();
        boolean isSystem = name.equals("system-node-critical") || name.equals("system-cluster-critical");
        if (name.startsWith("system-") && !isSystem) {
            object.at("metadata", "name")
                    .forbidden("priority class names with 'system-' prefix are reserved for system use only");
        } else if (!isSystem && object.at("value").number() > 1_000_000_000) {
            object.at("value").forbidden("maximum allowed value of a user defined priority is 1000000000");
        }
    }

    static void priorityClassUpdate(Place object, Json old) {
        if (object.at("value").number() != old.at("value").longOr(0)) {
            object.at("value").forbidden("may not be changed in an update.");
        }
    }

    static void storageClassUpdate(Place object, Json old) {
        if (!object.at("parameters")
                .value()
                .object()
                .equals(old.at("parameters").object())) {
            object.at("parameters").forbidden("updates to parameters are forbidden.");
        }
        if (!object.at("provisioner").value().equals(old.at("provisioner"))) {
            object.at("provisioner").forbidden("updates to provisioner are forbidden.");
        }
        for (String field : List.of("reclaimPolicy", "volumeBindingMode")) {
            object.at(field).unchanged(old.at(field));
        }
    }

    private static void taints(Place taints) {
        var seen = new HashSet<String>();
        for (Place taint : taints.elements()) {
            Place key = taint.at("key");
            if (!key.isEmpty()) {
                key.invalid(Names.qualified(key.text()));
            }
            taint.at("value").invalid(Names.labelValue(taint.at("value").text()));
            if (!seen.add(key.text() + ":" + taint.at("effect").text())) {
                taint.duplicate();
            }
        }
    }
}
