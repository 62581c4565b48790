// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import dev.skerry.testkit.tidy.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;

/// What a `@Conformance` in our sources says: this test of ours goes through that conformance test.
///
/// @param file the source of the test, from the project's root
/// @param runs whether the method is a test that `make test` runs
record ConformanceClaim(String name, String file, String type, String method, boolean runs) {
    private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

    static List<ConformanceClaim> all() {
        List<Path> files = SourceTree.javaFiles(true).stream()
                .filter(file -> SourceTree.read(file).contains("@Conformance("))
                .toList();
        return files.isEmpty() ? List.of() : in(files);
    }

    private static List<ConformanceClaim> in(List<Path> files) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var claims = new ArrayList<ConformanceClaim>();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                new Scan(unit, claims).scan(unit, null);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return claims;
    }

    private static final class Scan extends TreeScanner<Void, Void> {
        private final String file;
        private final List<ConformanceClaim> claims;
        private String type = "";
        private boolean disabled;

        Scan(CompilationUnitTree unit, List<ConformanceClaim> claims) {
            this.file = SourceTree.root()
                    .relativize(Path.of(unit.getSourceFile().toUri()))
                    .toString();
            this.claims = claims;
        }

        @Override
        public Void visitClass(ClassTree node, Void unused) {
            String outer = type;
            boolean outerDisabled = disabled;
            type = node.getSimpleName().toString();
            disabled |= has(node.getModifiers().getAnnotations(), Set.of("Disabled"));
            super.visitClass(node, unused);
            type = outer;
            disabled = outerDisabled;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree node, Void unused) {
            List<? extends AnnotationTree> annotations = node.getModifiers().getAnnotations();
            boolean runs = !disabled && has(annotations, TESTS) && !has(annotations, Set.of("Disabled"));
            for (AnnotationTree annotation : annotations) {
                if (has(List.of(annotation), Set.of("Conformance"))) {
                    for (String name : names(annotation)) {
                        claims.add(new ConformanceClaim(
                                name, file, type, node.getName().toString(), runs));
                    }
                }
            }
            return super.visitMethod(node, unused);
        }

        private static boolean has(List<? extends AnnotationTree> annotations, Set<String> names) {
            return annotations.stream()
                    .anyMatch(annotation ->
                            names.contains(annotation.getAnnotationType().toString()));
        }

        private static List<String> names(AnnotationTree annotation) {
            ExpressionTree value = annotation.getArguments().getFirst();
            ExpressionTree names = value instanceof AssignmentTree assignment ? assignment.getExpression() : value;
            List<? extends ExpressionTree> each =
                    names instanceof NewArrayTree array ? array.getInitializers() : List.of(names);
            // Whatever is no literal is shown as it stands, and then is no known name.
            return each.stream()
                    .map(one ->
                            one instanceof LiteralTree literal ? String.valueOf(literal.getValue()) : one.toString())
                    .toList();
        }
    }
}
