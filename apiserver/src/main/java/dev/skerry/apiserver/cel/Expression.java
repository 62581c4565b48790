// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.skerry.apiserver.cel.cost.CostRange;
import dev.skerry.apiserver.cel.cost.ForetoldCost;
import dev.skerry.apiserver.cel.evaluation.Frame;
import dev.skerry.apiserver.cel.evaluation.Meter;
import dev.skerry.apiserver.cel.evaluation.Step;
import dev.skerry.apiserver.cel.language.Checker;
import dev.skerry.apiserver.cel.language.Checker.VariableType;
import dev.skerry.apiserver.cel.language.ReadFields;
import dev.skerry.apiserver.cel.value.Fault;
import java.util.Map;
import java.util.Set;

/// A compiled expression.
public final class Expression {
    /// What one evaluation may cost: about a tenth of a second of Kubernetes' server.
    public static final long COST_MAX = 1_000_000;

    private final String text;
    private final CelAbstractSyntaxTree tree;
    private final Step step;
    private final Environment environment;

    Expression(String text, CelAbstractSyntaxTree tree, Step step, Environment environment) {
        this.text = text;
        this.tree = tree;
        this.step = step;
        this.environment = environment;
    }

    /// What became of an evaluation, and what it cost.
    public sealed interface Evaluation {
        long cost();

        record Value(Object value, long cost) implements Evaluation {}

        /// There is no value.
        record Failed(String why, long cost) implements Evaluation {}

        /// It was ended because it cost too much.
        record TooCostly(String why, long cost) implements Evaluation {}
    }

    public String text() {
        return text;
    }

    public Evaluation evaluate(Frame.Variables variables) {
        var meter = new Meter(COST_MAX);
        try {
            return new Evaluation.Value(step.value(new Frame(variables, meter)), meter.cost());
        } catch (Fault fault) {
            return new Evaluation.Failed(fault.message(), meter.cost());
        } catch (Meter.TooCostly e) {
            return new Evaluation.TooCostly(String.valueOf(e.getMessage()), meter.cost());
        } catch (StackOverflowError _) {
            return new Evaluation.Failed("the value is nested too deep", meter.cost());
        }
    }

    public Evaluation evaluate(Map<String, Object> variables) {
        return evaluate(name -> java.util.Optional.ofNullable(variables.get(name)));
    }

    /// What an evaluation can cost, whatever the objects are like that their shapes allow.
    public CostRange foretoldCost() {
        return ForetoldCost.of(tree, environment.variables());
    }

    /// Whether the expression mentions a variable.
    public boolean uses(String variable) {
        return tree.getReferenceMap().values().stream()
                .anyMatch(reference -> reference.name().equals(variable));
    }

    /// The fields of a variable that the expression names.
    public Set<String> fieldsOf(String variable) {
        return ReadFields.of(tree.getExpr(), variable);
    }

    /// The type of the value, as Kubernetes names it: `bool`, `list(string)`.
    public String typeName() {
        return Checker.nameOf(tree.getResultType());
    }

    /// The type of the value, for a variable that shall hold it.
    public VariableType type() {
        return new VariableType.Computed(tree.getResultType());
    }
}
