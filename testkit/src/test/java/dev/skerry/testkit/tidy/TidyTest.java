// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Sizes as symptoms, and what every file must have. There is no off-switch: split the thing, or change
/// the limit here and say why.
class TidyTest {
    private static final int FILE_LINES_MAX = 600;
    private static final int METHOD_LINES_MAX = 60;
    private static final int PARAMETERS_MAX = 6;
    private static final Set<String> VAGUE = Set.of("util", "utils", "common", "helper", "helpers", "misc", "impl");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b(?! *#\\d+)");

    @Test
    void filesAndMethodsStaySmall() throws IOException {
        var complaints = new ArrayList<String>();
        for (Path file : SourceTree.javaFiles(true)) {
            long lines = SourceTree.read(file).lines().count();
            if (lines > FILE_LINES_MAX) {
                complaints.add(file + " has " + lines + " lines, more than " + FILE_LINES_MAX);
            }
        }
        parse(SourceTree.javaFiles(true), complaints);
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyFileBeginsWithItsLicence() {
        assertThat(SourceTree.javaFiles(true))
                .filteredOn(file -> !SourceTree.read(file).startsWith("// SPDX-License-Identifier: Apache-2.0\n"))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsAndKnowsNoNull() {
        assertThat(SourceTree.javaFiles(false).stream().map(Path::getParent).distinct())
                .filteredOn(folder -> {
                    Path info = folder.resolve("package-info.java");
                    return !Files.exists(info)
                            || !SourceTree.read(info).contains("@NullMarked")
                            || !SourceTree.read(info).contains("///");
                })
                .isEmpty();
    }

    @Test
    void packagesSayWhatTheyKnow() {
        assertThat(SourceTree.javaFiles(true).stream()
                        .map(file -> file.getParent().getFileName().toString()))
                .doesNotContainAnyElementsOf(VAGUE);
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(SourceTree.javaFiles(true))
                .filteredOn(file -> !file.endsWith("TidyTest.java")
                        && UNFINISHED.matcher(SourceTree.read(file)).find())
                .isEmpty();
    }

    @Test
    void testsDoNotSleep() {
        assertThat(SourceTree.javaFiles(true))
                .filteredOn(file -> !file.endsWith("SystemClock.java") && !file.endsWith("TidyTest.java"))
                .filteredOn(file -> SourceTree.read(file).contains("Thread.sleep("))
                .isEmpty();
    }

    private static void parse(List<Path> files, List<String> complaints) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            var positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void unused) {
                        long from = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
                        long to = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
                        String where = unit.getSourceFile().getName() + ":" + from + " " + method.getName();
                        if (to - from + 1 > METHOD_LINES_MAX) {
                            complaints.add(where + " has " + (to - from + 1) + " lines, more than " + METHOD_LINES_MAX);
                        }
                        if (method.getParameters().size() > PARAMETERS_MAX && !isOfRecord()) {
                            complaints.add(where + " takes "
                                    + method.getParameters().size() + " parameters, more than " + PARAMETERS_MAX);
                        }
                        return super.visitMethod(method, unused);
                    }

                    private boolean isOfRecord() {
                        return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                                && type.getKind() == Tree.Kind.RECORD;
                    }
                }.scan(unit, null);
            }
        }
    }
}
