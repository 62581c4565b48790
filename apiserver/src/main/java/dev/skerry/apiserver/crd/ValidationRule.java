// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.Expressions;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.foundation.json.Json;
import java.util.Optional;

/// One of the `x-kubernetes-validations` of a schema, compiled.
///
/// @param words as the definition has them
/// @param message what computes the message; empty where it is fixed
record ValidationRule(Json words, Compilation rule, Optional<Compilation> message) {
    /// @param shape of the value that the rule is about
    static ValidationRule compile(Json words, Shape shape) {
        Environment self = Environment.empty().with("self", shape);
        Environment environment = words.at("optionalOldSelf").booleanOr(false)
                ? self.withMaybe("oldSelf", shape)
                : self.with("oldSelf", shape);
        String message = words.at("messageExpression").text();
        return new ValidationRule(
                words,
                Expressions.compile(words.at("rule").text(), environment),
                message.isBlank() ? Optional.empty() : Optional.of(Expressions.compile(message, environment)));
    }

    /// Whether the rule compares with the value before: it is about changes.
    boolean usesOldSelf() {
        return rule instanceof Compilation.Compiled(var expression) && expression.uses("oldSelf");
    }

    boolean hasOptionalOldSelf() {
        return words.at("optionalOldSelf").booleanOr(false);
    }

    /// What to call the rule in messages.
    String shown() {
        String message = words.at("message").text().strip();
        return message.isEmpty() ? words.at("rule").text().strip() : message;
    }

    /// What to say when the rule is broken and nothing better was computed.
    String fixedMessage() {
        String message = words.at("message").text().strip();
        return message.isEmpty() ? "failed rule: " + words.at("rule").text().strip() : message;
    }
}
