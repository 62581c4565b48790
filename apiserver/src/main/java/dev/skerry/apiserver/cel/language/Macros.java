// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The macros beyond the standard ones: comprehensions over two variables, mapping of optional values, and
/// sorting by a key.
final class Macros {
    private static final String UNUSED = "#unused";
    private static final String AND = "_&&_";
    private static final String CONDITIONAL = "_?_:_";
    private static final String OR = "_||_";
    private static final String PLUS = "_+_";
    private static final String INSERT = "cel.@mapInsert";

    private Macros() {}

    static List<CelMacro> all() {
        var macros = new ArrayList<CelMacro>();
        macros.add(CelMacro.newReceiverMacro("all", 3, (make, target, arguments) -> {
            CelExpr step = make.newGlobalCall(AND, result(make), arguments.get(2));
            CelExpr going = make.newGlobalCall("@not_strictly_false", result(make));
            return loop(make, target, arguments, new Loop(make.newBoolLiteral(true), going, step, result(make)));
        }));
        macros.add(CelMacro.newReceiverMacro("exists", 3, (make, target, arguments) -> {
            CelExpr step = make.newGlobalCall(OR, result(make), arguments.get(2));
            CelExpr going = make.newGlobalCall("@not_strictly_false", make.newGlobalCall("!_", result(make)));
            return loop(make, target, arguments, new Loop(make.newBoolLiteral(false), going, step, result(make)));
        }));
        macros.add(CelMacro.newReceiverMacro("existsOne", 3, Macros::existsOne));
        macros.add(CelMacro.newReceiverMacro("exists_one", 3, Macros::existsOne));
        for (int arguments = 3; arguments <= 4; arguments++) {
            macros.add(CelMacro.newReceiverMacro("transformList", arguments, Macros::transformList));
            macros.add(CelMacro.newReceiverMacro("transformMap", arguments, Macros::transformMap));
            macros.add(CelMacro.newReceiverMacro("transformMapEntry", arguments, Macros::transformMapEntry));
        }
        macros.add(CelMacro.newReceiverMacro("optMap", 2, Macros::optMap));
        macros.add(CelMacro.newReceiverMacro("optFlatMap", 2, Macros::optFlatMap));
        macros.add(CelMacro.newReceiverMacro("sortBy", 2, Macros::sortBy));
        return macros;
    }

    private record Loop(CelExpr start, CelExpr going, CelExpr step, CelExpr result) {}

    private static CelExpr result(CelMacroExprFactory make) {
        return make.newIdentifier(make.getAccumulatorVarName());
    }

    private static Optional<CelExpr> loop(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments, Loop loop) {
        if (!isName(arguments.get(0)) || !isName(arguments.get(1))) {
            return Optional.of(make.reportError("argument must be a simple name"));
        }
        return Optional.of(make.fold(
                arguments.get(0).ident().name(),
                arguments.get(1).ident().name(),
                target,
                make.getAccumulatorVarName(),
                loop.start(),
                loop.going(),
                loop.step(),
                loop.result()));
    }

    private static boolean isName(CelExpr argument) {
        return argument.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT;
    }

    private static Optional<CelExpr> existsOne(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        CelExpr more = make.newGlobalCall(PLUS, result(make), make.newIntLiteral(1));
        CelExpr step = make.newGlobalCall(CONDITIONAL, arguments.get(2), more, result(make));
        CelExpr isOne = make.newGlobalCall("_==_", result(make), make.newIntLiteral(1));
        return loop(make, target, arguments, new Loop(make.newIntLiteral(0), make.newBoolLiteral(true), step, isOne));
    }

    private static Optional<CelExpr> transformList(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        return collected(
                make,
                target,
                arguments,
                make.newList(),
                made -> make.newGlobalCall(PLUS, result(make), make.newList(made)));
    }

    private static Optional<CelExpr> transformMap(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        return collected(
                make,
                target,
                arguments,
                make.newMap(),
                made -> make.newGlobalCall(INSERT, result(make), make.copy(arguments.get(0)), made));
    }

    private static Optional<CelExpr> transformMapEntry(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        return collected(
                make, target, arguments, make.newMap(), made -> make.newGlobalCall(INSERT, result(make), made));
    }

    /// A loop that adds what the last argument makes of each element; with four arguments, of each that the
    /// third holds for.
    private static Optional<CelExpr> collected(
            CelMacroExprFactory make,
            CelExpr target,
            ImmutableList<CelExpr> arguments,
            CelExpr start,
            Function<CelExpr, CelExpr> adding) {
        CelExpr added = adding.apply(arguments.getLast());
        CelExpr step =
                arguments.size() == 4 ? make.newGlobalCall(CONDITIONAL, arguments.get(2), added, result(make)) : added;
        return loop(make, target, arguments, new Loop(start, make.newBoolLiteral(true), step, result(make)));
    }

    private static Optional<CelExpr> optMap(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        return mapped(make, target, arguments, made -> make.newGlobalCall("optional.of", made));
    }

    private static Optional<CelExpr> optFlatMap(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        return mapped(make, target, arguments, made -> made);
    }

    private static Optional<CelExpr> mapped(
            CelMacroExprFactory make,
            CelExpr target,
            ImmutableList<CelExpr> arguments,
            Function<CelExpr, CelExpr> wrapping) {
        if (!isName(arguments.getFirst())) {
            return Optional.of(make.reportError("optMap() variable name must be a simple identifier"));
        }
        String name = arguments.getFirst().ident().name();
        CelExpr value = make.newReceiverCall("value", make.copy(target));
        CelExpr made = bound(make, name, value, arguments.get(1));
        return Optional.of(make.newGlobalCall(
                CONDITIONAL,
                make.newReceiverCall("hasValue", target),
                wrapping.apply(made),
                make.newGlobalCall("optional.none")));
    }

    private static Optional<CelExpr> sortBy(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        if (!isName(arguments.getFirst())) {
            return Optional.of(make.reportError("sortBy can only be applied to a list, with a simple identifier"));
        }
        String held = "@__sortBy_input__";
        CelExpr step = make.newGlobalCall(PLUS, result(make), make.newList(arguments.get(1)));
        CelExpr keys = make.fold(
                arguments.getFirst().ident().name(),
                make.newIdentifier(held),
                make.getAccumulatorVarName(),
                make.newList(),
                make.newBoolLiteral(true),
                step,
                result(make));
        CelExpr sorted = make.newReceiverCall("@sortByAssociatedKeys", make.newIdentifier(held), keys);
        return Optional.of(bound(make, held, target, sorted));
    }

    /// A loop of no turns, whose result sees a variable: how the language binds one.
    private static CelExpr bound(CelMacroExprFactory make, String name, CelExpr value, CelExpr result) {
        return make.fold(
                UNUSED, make.newList(), name, value, make.newBoolLiteral(false), make.newIdentifier(name), result);
    }
}
