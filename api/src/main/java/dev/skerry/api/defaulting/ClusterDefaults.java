// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import static dev.skerry.api.defaulting.Filling.absent;
import static dev.skerry.api.defaulting.Filling.all;
import static dev.skerry.api.defaulting.Filling.each;
import static dev.skerry.api.defaulting.Filling.making;
import static dev.skerry.api.defaulting.Filling.says;
import static dev.skerry.api.defaulting.Filling.when;
import static dev.skerry.api.defaulting.Filling.within;
import static dev.skerry.api.defaulting.Filling.word;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Defaults of the kinds that rule a cluster: access, networking, storage, scheduling, flow control.
final class ClusterDefaults {
    private static final String RBAC_GROUP = "rbac.authorization.k8s.io";
    private static final GroupVersion RBAC = new GroupVersion(RBAC_GROUP, "v1");
    private static final GroupVersion NETWORKING = new GroupVersion("networking.k8s.io", "v1");
    private static final GroupVersion STORAGE = new GroupVersion("storage.k8s.io", "v1");
    private static final GroupVersion FLOW_CONTROL = new GroupVersion("flowcontrol.apiserver.k8s.io", "v1");
    private static final GroupVersion RESOURCE = new GroupVersion("resource.k8s.io", "v1");

    private static final Filling BINDING = all(
            within("roleRef", word("apiGroup", RBAC_GROUP)),
            each(
                    "subjects",
                    when(
                            subject -> List.of("User", "Group")
                                    .contains(subject.valueOf("kind").text()),
                            word("apiGroup", RBAC_GROUP))));

    private static final Filling PORTS = each("ports", word("protocol", "TCP"));

    private static final Filling NETWORK_POLICY =
            within("spec", all(each("ingress", PORTS), each("egress", PORTS), ClusterDefaults::policyTypes));

    private static final Filling CSI_DRIVER = within(
            "spec",
            absent(
                    "attachRequired",
                    true,
                    "podInfoOnMount",
                    false,
                    "storageCapacity",
                    false,
                    "fsGroupPolicy",
                    "ReadWriteOnceWithFSType",
                    "volumeLifecycleModes",
                    List.of("Persistent"),
                    "requiresRepublish",
                    false,
                    "seLinuxMount",
                    false));

    private static final Filling PRIORITY_LEVEL = within(
            "spec",
            all(
                    when(
                            says("type", "Limited"),
                            making(
                                    "limited",
                                    all(
                                            absent("nominalConcurrencyShares", 30, "lendablePercent", 0),
                                            within(
                                                    "limitResponse",
                                                    within(
                                                            "queuing",
                                                            absent(
                                                                    "queues",
                                                                    64,
                                                                    "handSize",
                                                                    8,
                                                                    "queueLengthLimit",
                                                                    50)))))),
                    when(
                            says("type", "Exempt"),
                            making("exempt", absent("nominalConcurrencyShares", 0, "lendablePercent", 0)))));

    private static final Filling DEVICE_REQUEST =
            all(word("allocationMode", "ExactCount"), when(says("allocationMode", "ExactCount"), absent("count", 1)));

    private static final Filling CLAIM = within(
            "spec",
            within(
                    "devices",
                    each("requests", all(within("exactly", DEVICE_REQUEST), each("firstAvailable", DEVICE_REQUEST)))));

    static final Rules RULES = rules -> rules.put(RBAC.kind("RoleBinding"), BINDING)
            .put(RBAC.kind("ClusterRoleBinding"), BINDING)
            .put(NETWORKING.kind("NetworkPolicy"), NETWORK_POLICY)
            .put(NETWORKING.kind("IngressClass"), within("spec", within("parameters", absent("scope", "Cluster"))))
            .put(STORAGE.kind("StorageClass"), absent("reclaimPolicy", "Delete", "volumeBindingMode", "Immediate"))
            .put(STORAGE.kind("CSIDriver"), CSI_DRIVER)
            .put(
                    new GroupVersion("scheduling.k8s.io", "v1").kind("PriorityClass"),
                    absent("preemptionPolicy", "PreemptLowerPriority"))
            .put(
                    new GroupVersion("discovery.k8s.io", "v1").kind("EndpointSlice"),
                    each("ports", absent("name", "", "protocol", "TCP")))
            .put(FLOW_CONTROL.kind("FlowSchema"), within("spec", ClusterDefaults::precedence))
            .put(FLOW_CONTROL.kind("PriorityLevelConfiguration"), PRIORITY_LEVEL)
            .put(
                    new GroupVersion("authentication.k8s.io", "v1").kind("TokenRequest"),
                    within("spec", absent("expirationSeconds", 3600)))
            .put(RESOURCE.kind("ResourceClaim"), CLAIM)
            .put(RESOURCE.kind("ResourceClaimTemplate"), within("spec", CLAIM));

    private ClusterDefaults() {}

    private static JsonObject policyTypes(JsonObject spec) {
        if (!spec.valueOf("policyTypes").elements().isEmpty()) {
            return spec;
        }
        boolean hasEgress = !spec.valueOf("egress").elements().isEmpty();
        return spec.with("policyTypes", hasEgress ? JsonArray.of("Ingress", "Egress") : JsonArray.of("Ingress"));
    }

    private static JsonObject precedence(JsonObject spec) {
        return spec.valueOf("matchingPrecedence").longOr(0) == 0 ? spec.with("matchingPrecedence", 1000) : spec;
    }
}
