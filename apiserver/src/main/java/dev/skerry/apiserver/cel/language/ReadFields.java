// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExprVisitor;
import java.util.HashSet;
import java.util.Set;

/// The fields of a variable that an expression looks at by their names: `claims.email`, `has(claims.email)` and
/// `claims.?email`. What it finds by a computed key is not seen.
public final class ReadFields extends CelExprVisitor {
    private static final String OPTIONAL_SELECT = "_?._";

    private final String variable;
    private final Set<String> fields = new HashSet<>();

    private ReadFields(String variable) {
        this.variable = variable;
    }

    public static Set<String> of(CelExpr expression, String variable) {
        var visitor = new ReadFields(variable);
        visitor.visit(expression);
        return visitor.fields;
    }

    @Override
    protected void visit(CelExpr expression, CelExpr.CelSelect select) {
        if (isVariable(select.operand())) {
            fields.add(select.field());
        }
        super.visit(expression, select);
    }

    @Override
    protected void visit(CelExpr expression, CelExpr.CelCall call) {
        if (call.function().equals(OPTIONAL_SELECT)
                && call.args().size() == 2
                && isVariable(call.args().get(0))
                && call.args().get(1).getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && call.args().get(1).constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            fields.add(call.args().get(1).constant().stringValue());
        }
        super.visit(expression, call);
    }

    private boolean isVariable(CelExpr operand) {
        return operand.getKind() == CelExpr.ExprKind.Kind.IDENT
                && operand.ident().name().equals(variable);
    }
}
