// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.condition.MatchConditions;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with a policy that somebody wants to store.
final class PolicyCheck {
    private static final List<String> OPEN_TYPES = List.of("dyn", "list(dyn)");

    private final KubeObject policy;
    private final List<FieldError> faults = new ArrayList<>();

    private PolicyCheck(KubeObject policy) {
        this.policy = policy;
    }

    static List<FieldError> check(KubeObject policy) {
        var check = new PolicyCheck(policy);
        check.spec();
        return check.faults;
    }

    private void spec() {
        Json spec = policy.at("spec");
        boolean isValidating = policy.kind().kind().equals("ValidatingAdmissionPolicy");
        Environment environment = CompiledPolicy.environment(policy, Shape.ANY);
        if (spec.at("matchConstraints").isNull()) {
            faults.add(FieldError.required("spec.matchConstraints", ""));
        } else if (spec.at("matchConstraints", "resourceRules").elements().isEmpty()) {
            faults.add(FieldError.required("spec.matchConstraints.resourceRules", ""));
        }
        faults.addAll(MatchConditions.check(spec.at("matchConditions"), "spec.matchConditions", environment));
        Environment all = variables(spec, environment);
        if (isValidating) {
            validations(spec, all);
        } else {
            mutations(spec, all);
        }
    }

    private Environment variables(Json spec, Environment environment) {
        List<Json> words = spec.at("variables").elements();
        var variables = PolicyVariables.compile(words, environment);
        for (int i = 0; i < words.size(); i++) {
            String at = "spec.variables[" + i + "]";
            String name = words.get(i).at("name").text();
            if (!name.matches("[_a-zA-Z][_a-zA-Z0-9]*")) {
                faults.add(
                        name.isEmpty()
                                ? FieldError.required(at + ".name", "name is required")
                                : FieldError.invalid(at + ".name", name, "name is not a valid CEL identifier"));
            }
            if (variables.byName().get("variables." + name) instanceof Compilation.Failed(String report)) {
                faults.add(FieldError.invalid(
                        at + ".expression", words.get(i).at("expression"), "compilation failed: " + report));
            }
        }
        return variables.environment();
    }

    private void validations(Json spec, Environment environment) {
        List<Json> validations = spec.at("validations").elements();
        List<Json> annotations = spec.at("auditAnnotations").elements();
        if (validations.isEmpty() && annotations.isEmpty()) {
            faults.add(FieldError.required("spec.validations", "validations or auditAnnotations must be present"));
        }
        for (int i = 0; i < validations.size(); i++) {
            String at = "spec.validations[" + i + "]";
            expression(validations.get(i).at("expression"), at + ".expression", environment, List.of("bool"));
            if (!validations.get(i).at("messageExpression").text().isEmpty()) {
                expression(
                        validations.get(i).at("messageExpression"),
                        at + ".messageExpression",
                        environment,
                        List.of("string"));
            }
            String message = validations.get(i).at("message").text();
            if (message.contains("\n")) {
                faults.add(FieldError.invalid(at + ".message", message, "must not contain line breaks"));
            }
        }
        for (int i = 0; i < annotations.size(); i++) {
            String at = "spec.auditAnnotations[" + i + "]";
            if (annotations.get(i).at("key").text().isEmpty()) {
                faults.add(FieldError.required(at + ".key", ""));
            }
            expression(
                    annotations.get(i).at("valueExpression"),
                    at + ".valueExpression",
                    environment,
                    List.of("string", "null_type"));
        }
    }

    private void mutations(Json spec, Environment environment) {
        List<Json> mutations = spec.at("mutations").elements();
        if (mutations.isEmpty()) {
            faults.add(FieldError.required("spec.mutations", "mutations must contain at least one item"));
        }
        if (spec.at("reinvocationPolicy").text().isEmpty()) {
            faults.add(FieldError.required("spec.reinvocationPolicy", ""));
        }
        for (int i = 0; i < mutations.size(); i++) {
            String at = "spec.mutations[" + i + "]";
            switch (mutations.get(i).at("patchType").text()) {
                case "ApplyConfiguration" ->
                    expression(
                            mutations.get(i).at("applyConfiguration", "expression"),
                            at + ".applyConfiguration.expression",
                            environment.mutating(),
                            List.of("Object"));
                case "JSONPatch" ->
                    expression(
                            mutations.get(i).at("jsonPatch", "expression"),
                            at + ".jsonPatch.expression",
                            environment.mutating(),
                            List.of("list(JSONPatch)"));
                case "" -> faults.add(FieldError.required(at + ".patchType", ""));
                default ->
                    faults.add(FieldError.notSupported(
                            at + ".patchType",
                            mutations.get(i).at("patchType"),
                            List.of("ApplyConfiguration", "JSONPatch")));
            }
        }
    }

    private void expression(Json expression, String path, Environment environment, List<String> types) {
        if (expression.text().isBlank()) {
            faults.add(FieldError.required(path, "expression is not specified"));
            return;
        }
        // What is known only when the expression runs may turn out right.
        boolean mayBeOpen = MatchConditions.findFault(expression.text(), environment, OPEN_TYPES)
                .isEmpty();
        if (!mayBeOpen) {
            MatchConditions.findFault(expression.text(), environment, types)
                    .ifPresent(fault -> faults.add(FieldError.invalid(path, expression, fault)));
        }
    }
}
