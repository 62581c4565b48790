// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// Says by expressions whether a webhook is to be asked.
@FunctionalInterface
public interface MatchConditions {
    /// For a server without expressions: each condition is an error, so that the webhook's failure policy
    /// decides.
    MatchConditions NONE = (conditions, _) -> conditions.isEmpty()
            ? new Verdict.Holds()
            : new Verdict.Failed("this server evaluates no match conditions");

    /// What came of the conditions together.
    sealed interface Verdict {
        record Holds() implements Verdict {}

        record DoesNotHold() implements Verdict {}

        /// No condition was false, and one could not be evaluated.
        record Failed(String why) implements Verdict {}
    }

    /// @param conditions each `{name, expression}`
    Verdict evaluate(List<Json> conditions, AdmissionRequest request);
}
