// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel;

import dev.skerry.apiserver.cel.evaluation.Planner;
import dev.skerry.apiserver.cel.function.Library;
import dev.skerry.apiserver.cel.language.Checker;
import dev.skerry.apiserver.cel.language.Checker.Check;

/// Compiles expressions.
public final class Expressions {
    private Expressions() {}

    /// What became of a text.
    public sealed interface Compilation {
        record Compiled(Expression expression) implements Compilation {}

        /// @param report every mistake with its place, as Kubernetes words it
        record Failed(String report) implements Compilation {}
    }

    public static Compilation compile(String text, Environment environment) {
        return switch (Checker.check(text, environment.variables(), environment.canMutate())) {
            case Check.Good(var tree) ->
                new Compilation.Compiled(new Expression(text, tree, Planner.plan(tree, Library.all()), environment));
            case Check.Bad(String report) -> new Compilation.Failed(report);
        };
    }
}
