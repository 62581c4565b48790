// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;

/// What holds for label selectors, node selectors and tolerations.
final class SelectorChecks {
    private SelectorChecks() {}

    static void labelSelector(Place selector) {
        MetadataChecks.labels(selector.at("matchLabels"));
        for (Place requirement : selector.at("matchExpressions").elements()) {
            requirement(requirement);
            for (Place value : requirement.at("values").elements()) {
                value.invalid(Names.labelValue(value.text()));
            }
        }
    }

    /// Whether a selector selects everything, since it asks for nothing.
    static boolean isEmpty(Json selector) {
        return selector.at("matchLabels").object().isEmpty()
                && selector.at("matchExpressions").elements().isEmpty();
    }

    static void nodeSelectorTerms(Place terms) {
        if (!terms.isThere("must have at least one node selector term")) {
            return;
        }
        terms.elements().forEach(SelectorChecks::nodeSelectorTerm);
    }

    static void nodeSelectorTerm(Place term) {
        for (Place requirement : term.at("matchExpressions").elements()) {
            requirement(requirement);
        }
        for (Place requirement : term.at("matchFields").elements()) {
            requirement(requirement);
        }
    }

    static void tolerations(Place tolerations) {
        for (Place toleration : tolerations.elements()) {
            Place key = toleration.at("key");
            Place operator = toleration.at("operator");
            if (!key.isEmpty()) {
                key.invalid(Names.qualified(key.text()));
            } else if (!operator.text().equals("Exists")) {
                operator.invalid(
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }
            boolean hasSeconds = !toleration.at("tolerationSeconds").isAbsent();
            if (hasSeconds && !toleration.at("effect").text().equals("NoExecute")) {
                toleration.at("effect").invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            if (operator.text().equals("Exists") && !toleration.at("value").isEmpty()) {
                operator.report(FieldError.invalid(
                        operator.path(), toleration.value(), "value must be empty when `operator` is 'Exists'"));
            }
        }
    }

    private static void requirement(Place requirement) {
        Place key = requirement.at("key");
        key.invalid(Names.qualified(key.text()));
        Place values = requirement.at("values");
        switch (requirement.at("operator").text()) {
            case "In", "NotIn" -> values.isThere("must be specified when `operator` is 'In' or 'NotIn'");
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values.elements().size() != 1) {
                    values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> requirement.at("operator").invalid("not a valid selector operator");
        }
    }
}
