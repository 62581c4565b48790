// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExprVisitor;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.List;

/// Demands that the elements of a written list, and the keys and values of a written map, are of one type;
/// but for what is handed to `format`.
final class Literals extends CelExprVisitor {
    private final CelAbstractSyntaxTree tree;
    private final List<CelIssue> issues = new ArrayList<>();

    private Literals(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    static List<CelIssue> check(CelAbstractSyntaxTree tree) {
        var literals = new Literals(tree);
        literals.visit(tree.getExpr());
        return literals.issues;
    }

    @Override
    protected void visit(CelExpr expression, CelExpr.CelCall call) {
        if (call.function().equals("format") && call.target().isPresent()) {
            visit(call.target().get());
            return;
        }
        super.visit(expression, call);
    }

    @Override
    protected void visit(CelExpr expression, CelExpr.CelList list) {
        demandOneType(list.elements());
        super.visit(expression, list);
    }

    @Override
    protected void visit(CelExpr expression, CelExpr.CelMap map) {
        demandOneType(map.entries().stream().map(CelExpr.CelMap.Entry::key).toList());
        demandOneType(map.entries().stream().map(CelExpr.CelMap.Entry::value).toList());
        super.visit(expression, map);
    }

    private void demandOneType(List<CelExpr> parts) {
        for (CelExpr part : parts) {
            CelType first = tree.getTypeOrThrow(parts.getFirst().id());
            CelType type = tree.getTypeOrThrow(part.id());
            boolean isOpen = first.kind() == CelKind.DYN || type.kind() == CelKind.DYN;
            if (!isOpen && !first.isAssignableFrom(type)) {
                CelSourceLocation place = tree.getSource()
                        .getOffsetLocation(tree.getSource().getPositionsMap().getOrDefault(part.id(), 0))
                        .orElse(CelSourceLocation.NONE);
                issues.add(CelIssue.formatError(
                        place,
                        "expected type '" + Checker.nameOf(first) + "' but found '" + Checker.nameOf(type) + "'"));
                return;
            }
        }
    }
}
