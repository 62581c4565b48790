// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import java.time.Duration;
import java.util.stream.Collectors;

/// The columns of what governs the cluster: roles, certificates, leases, admission, priorities.
final class ControlColumns {
    private ControlColumns() {}

    /// Roles and cluster roles, and whatever else nobody made columns for.
    static TableColumns nameAndCreation() {
        return KindColumns.named().createdAt().build();
    }

    static TableColumns nameAndAge() {
        return KindColumns.named().age().build();
    }

    static TableColumns roleBinding() {
        return KindColumns.named()
                .text(
                        "Role",
                        binding -> binding.at("roleRef", "kind").text() + "/"
                                + binding.at("roleRef", "name").text())
                .age()
                .wide("Users", binding -> subjects(binding, "User"))
                .wide("Groups", binding -> subjects(binding, "Group"))
                .wide("ServiceAccounts", binding -> subjects(binding, "ServiceAccount"))
                .build();
    }

    private static String subjects(KubeObject binding, String kind) {
        return binding.at("subjects").elements().stream()
                .filter(subject -> subject.at("kind").text().equals(kind))
                .map(subject -> kind.equals("ServiceAccount")
                        ? subject.at("namespace").text() + "/"
                                + subject.at("name").text()
                        : subject.at("name").text())
                .collect(Collectors.joining(", "));
    }

    static TableColumns certificateSigningRequest() {
        return KindColumns.named()
                .age()
                .text("SignerName", request -> CellText.orElse(request.at("spec", "signerName"), CellText.NONE))
                .field("Requestor", "spec.username")
                .text(
                        "RequestedDuration",
                        request -> request.at("spec", "expirationSeconds").isNull()
                                ? CellText.NONE
                                : CellText.duration(Duration.ofSeconds(
                                        request.at("spec", "expirationSeconds").longOr(0))))
                .text("Condition", ControlColumns::requestCondition)
                .build();
    }

    private static String requestCondition(KubeObject request) {
        Json conditions = request.at("status", "conditions");
        String state = "Pending";
        for (String type : java.util.List.of("Approved", "Denied", "Failed")) {
            // A condition without a status is one of the old form, and holds.
            boolean holds = conditions.elements().stream()
                    .anyMatch(condition -> condition.at("type").text().equals(type)
                            && !condition.at("status").text().equals("False"));
            state = holds ? (state.equals("Pending") ? type : state + "," + type) : state;
        }
        return request.at("status", "certificate").text().isEmpty() ? state : state + ",Issued";
    }

    static TableColumns lease() {
        return KindColumns.named().field("Holder", "spec.holderIdentity").age().build();
    }

    static TableColumns runtimeClass() {
        return KindColumns.named().field("Handler", "handler").age().build();
    }

    static TableColumns priorityClass() {
        return KindColumns.named()
                .count("Value", "value")
                .flag("Global-Default", type -> type.at("globalDefault").booleanOr(false))
                .age()
                .field("PreemptionPolicy", "preemptionPolicy")
                .build();
    }

    static TableColumns webhookConfiguration() {
        return KindColumns.named()
                .number("Webhooks", configuration ->
                        (long) configuration.at("webhooks").elements().size())
                .age()
                .build();
    }

    static TableColumns admissionPolicy() {
        return KindColumns.named()
                .number("Validations", policy ->
                        (long) policy.at("spec", "validations").elements().size())
                .text("ParamKind", ControlColumns::parameterKind)
                .age()
                .build();
    }

    static TableColumns mutatingPolicy() {
        return KindColumns.named()
                .number("Mutations", policy ->
                        (long) policy.at("spec", "mutations").elements().size())
                .text("ParamKind", ControlColumns::parameterKind)
                .age()
                .build();
    }

    private static String parameterKind(KubeObject policy) {
        Json kind = policy.at("spec", "paramKind");
        return kind.isNull()
                ? CellText.UNSET
                : kind.at("apiVersion").text() + "/" + kind.at("kind").text();
    }

    static TableColumns resourceClaim() {
        return KindColumns.named()
                .text("State", ControlColumns::claimState)
                .age()
                .build();
    }

    private static String claimState(KubeObject claim) {
        var states = new java.util.ArrayList<String>();
        if (claim.isBeingDeleted()) {
            states.add("deleted");
        }
        if (claim.at("status", "allocation").isNull()) {
            states.add("pending");
        } else {
            states.add("allocated");
        }
        if (!claim.at("status", "reservedFor").elements().isEmpty()) {
            states.add("reserved");
        }
        return String.join(",", states);
    }

    static TableColumns admissionPolicyBinding() {
        return KindColumns.named()
                .field("PolicyName", "spec.policyName")
                .text("ParamRef", binding -> {
                    Json reference = binding.at("spec", "paramRef");
                    String namespace = reference.at("namespace").text();
                    String name = reference.at("name").textOr("*");
                    return reference.isNull() ? CellText.UNSET : namespace.isEmpty() ? name : namespace + "/" + name;
                })
                .age()
                .build();
    }

    static TableColumns flowSchema() {
        return KindColumns.named()
                .field("PriorityLevel", "spec.priorityLevelConfiguration.name")
                .count("MatchingPrecedence", "spec.matchingPrecedence")
                .text(
                        "DistinguisherMethod",
                        schema -> CellText.orElse(schema.at("spec", "distinguisherMethod", "type"), CellText.NONE))
                .age()
                .text(
                        "MissingPL",
                        schema -> schema.at("status", "conditions").elements().stream()
                                .filter(condition -> condition.at("type").text().equals("Dangling"))
                                .map(condition -> condition.at("status").text())
                                .findFirst()
                                .orElse("?"))
                .build();
    }

    static TableColumns priorityLevel() {
        return KindColumns.named()
                .field("Type", "spec.type")
                .text(
                        "NominalConcurrencyShares",
                        level -> CellText.orElse(
                                level.at("spec", "limited", "nominalConcurrencyShares"),
                                CellText.orElse(level.at("spec", "exempt", "nominalConcurrencyShares"), CellText.NONE)))
                .text("Queues", level -> queuing(level, "queues"))
                .text("HandSize", level -> queuing(level, "handSize"))
                .text("QueueLengthLimit", level -> queuing(level, "queueLengthLimit"))
                .age()
                .build();
    }

    private static String queuing(KubeObject level, String field) {
        return CellText.orElse(level.at("spec", "limited", "limitResponse", "queuing", field), CellText.NONE);
    }

    static TableColumns apiService() {
        return KindColumns.named()
                .text(
                        "Service",
                        service -> service.at("spec", "service").isNull()
                                ? "Local"
                                : service.at("spec", "service", "namespace").text() + "/"
                                        + service.at("spec", "service", "name").text())
                .text("Available", ControlColumns::availability)
                .age()
                .build();
    }

    private static String availability(KubeObject service) {
        return service.at("status", "conditions").elements().stream()
                .filter(condition -> condition.at("type").text().equals("Available"))
                .map(condition -> condition.at("status").text()
                        + (condition.at("status").text().equals("True")
                                ? ""
                                : " (" + condition.at("reason").text() + ")"))
                .findFirst()
                .orElse("Unknown");
    }
}
