// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import java.util.Arrays;
import java.util.Optional;

/// What a requirement asks of a label: Kubernetes' words, as `matchExpressions` writes them.
public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist"),
    /// Both the label and the one value are whole numbers and the label is greater.
    GREATER_THAN("Gt"),
    LESS_THAN("Lt");

    private final String word;

    Operator(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// The operator that `matchExpressions` calls so, if there is one.
    public static Optional<Operator> find(String word) {
        return Arrays.stream(values())
                .filter(operator -> operator.word.equals(word))
                .findFirst();
    }
}
