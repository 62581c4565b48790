// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Set;

/// Whether the selectors of an access review are well formed. Pure.
final class ReviewSelectors {
    private static final Set<String> WITH_VALUES = Set.of("In", "NotIn");
    private static final Set<String> WITHOUT_VALUES = Set.of("Exists", "DoesNotExist");

    private ReviewSelectors() {}

    /// @param field where the selector stands
    static void check(Json selector, String field, List<FieldError> faults) {
        if (selector.isNull()) {
            return;
        }
        Json raw = selector.at("rawSelector");
        List<Json> requirements = selector.at("requirements").elements();
        if (!raw.text().isEmpty() && !requirements.isEmpty()) {
            faults.add(
                    FieldError.invalid(field + ".rawSelector", raw, "may not specified at same time as requirements"));
        }
        if (raw.text().isEmpty() && requirements.isEmpty()) {
            faults.add(FieldError.required(
                    field + ".requirements",
                    "when " + field + " is specified, requirements or rawSelector is required"));
        }
        for (int i = 0; i < requirements.size(); i++) {
            checkRequirement(requirements.get(i), field + ".requirements[" + i + "]", faults);
        }
    }

    private static void checkOperator(String operator, String field, List<FieldError> faults) {
        if (!WITH_VALUES.contains(operator) && !WITHOUT_VALUES.contains(operator)) {
            faults.add(FieldError.invalid(field + ".operator", operator, "not a valid selector operator"));
        }
    }

    private static void checkRequirement(Json requirement, String field, List<FieldError> faults) {
        String operator = requirement.at("operator").text();
        boolean hasValues = !requirement.at("values").elements().isEmpty();
        if (requirement.at("key").text().isEmpty()) {
            faults.add(FieldError.required(field + ".key", "must be specified"));
        }
        if (WITH_VALUES.contains(operator) && !hasValues) {
            faults.add(FieldError.required(field + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        if (WITHOUT_VALUES.contains(operator) && hasValues) {
            faults.add(FieldError.forbidden(
                    field + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
        checkOperator(operator, field, faults);
    }
}
