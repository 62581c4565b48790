// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;

/// `spec.successPolicy`: an indexed Job that has succeeded although not all of its indexes have.
final class SuccessPolicy {
    private SuccessPolicy() {}

    /// @return for people, which rule is met; empty if none
    static Optional<String> met(JobSpec spec, IndexSet completed) {
        List<Json> rules = spec.job().at("spec", "successPolicy", "rules").elements();
        for (int index = 0; index < rules.size(); index++) {
            if (isMet(rules.get(index), spec, completed)) {
                return Optional.of("Matched rules at index " + index);
            }
        }
        return Optional.empty();
    }

    private static boolean isMet(Json rule, JobSpec spec, IndexSet completed) {
        Json indexes = rule.at("succeededIndexes");
        Json count = rule.at("succeededCount");
        if (indexes.isNull()) {
            return completed.size() >= count.intOr(Integer.MAX_VALUE);
        }
        IndexSet wanted = IndexSet.parse(indexes.text(), spec.indexes());
        return count.isNull() ? completed.containsAll(wanted) : wanted.countIn(completed) >= count.intOr(0);
    }
}
