// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.Expressions;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.condition.MatchConditions;
import dev.skerry.apiserver.condition.RequestVariables;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A policy of either kind with its expressions compiled.
///
/// @param checks what a validating policy demands
/// @param notes what it writes into the audit log
/// @param changes what a mutating policy does
record CompiledPolicy(
        KubeObject policy,
        MatchConditions conditions,
        PolicyVariables variables,
        List<Check> checks,
        List<Note> notes,
        List<Change> changes) {
    /// @param words the validation, as the policy has it
    record Check(Json words, Compilation expression, Optional<Compilation> message) {}

    record Note(String key, Compilation value) {}

    /// @param isPatch a JSON patch; else a configuration to apply
    record Change(boolean isPatch, String text, Compilation expression) {}

    static CompiledPolicy of(KubeObject policy) {
        Json spec = policy.at("spec");
        Environment environment = environment(policy, Shape.ANY);
        var variables = PolicyVariables.compile(spec.at("variables").elements(), environment);
        Environment all = variables.environment();
        var checks = new ArrayList<Check>();
        for (Json check : spec.at("validations").elements()) {
            String message = check.at("messageExpression").text();
            checks.add(new Check(
                    check,
                    Expressions.compile(check.at("expression").text(), all),
                    message.isBlank() ? Optional.empty() : Optional.of(Expressions.compile(message, all))));
        }
        var notes = new ArrayList<Note>();
        for (Json note : spec.at("auditAnnotations").elements()) {
            notes.add(new Note(
                    note.at("key").text(),
                    Expressions.compile(note.at("valueExpression").text(), all)));
        }
        var changes = new ArrayList<Change>();
        for (Json change : spec.at("mutations").elements()) {
            boolean isPatch = change.at("patchType").text().equals("JSONPatch");
            String text = change.at(isPatch ? "jsonPatch" : "applyConfiguration", "expression")
                    .text();
            changes.add(new Change(isPatch, text, Expressions.compile(text, all.mutating())));
        }
        return new CompiledPolicy(
                policy,
                MatchConditions.compile(spec.at("matchConditions"), environment),
                variables,
                checks,
                notes,
                changes);
    }

    /// @param object what is known of the objects that the policy is about
    static Environment environment(KubeObject policy, Shape object) {
        Environment environment = RequestVariables.environment(object);
        return policy.at("spec", "paramKind").isNull() ? environment : environment.with("params", Shape.ANY);
    }

    boolean failsOpen() {
        return policy.at("spec", "failurePolicy").text().equals("Ignore");
    }
}
