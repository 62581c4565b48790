// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExprVisitor;
import java.util.HashSet;
import java.util.Set;

/// The fields that an expression sets or reads: those that the objects that it makes may have.
final class WrittenFields extends CelExprVisitor {
    private final Set<String> fields = new HashSet<>(Set.of("metadata"));

    private WrittenFields() {}

    static Set<String> of(CelExpr expression) {
        var visitor = new WrittenFields();
        visitor.visit(expression);
        return visitor.fields;
    }

    @Override
    protected void visit(CelExpr expression, CelExpr.CelStruct struct) {
        struct.entries().forEach(entry -> fields.add(entry.fieldKey()));
        super.visit(expression, struct);
    }

    @Override
    protected void visit(CelExpr expression, CelExpr.CelSelect select) {
        fields.add(select.field());
        super.visit(expression, select);
    }
}
