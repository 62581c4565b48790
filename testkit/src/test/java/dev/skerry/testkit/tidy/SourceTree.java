// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The project's own files, found from wherever the test runs.
public final class SourceTree {
    private SourceTree() {}

    /// The folder that holds all modules.
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("testkit/pom.xml"))) {
            here = here.getParent();
            if (here == null) {
                throw new IllegalStateException(
                        "not inside the project: " + Path.of("").toAbsolutePath());
            }
        }
        return here;
    }

    /// Every Java file of every module; of `main` alone or of tests too.
    public static List<Path> javaFiles(boolean withTests) {
        try (var modules = Files.list(root())) {
            return modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .flatMap(module -> withTests
                            ? List.of(module.resolve("src/main/java"), module.resolve("src/test/java")).stream()
                            : List.of(module.resolve("src/main/java")).stream())
                    .filter(Files::isDirectory)
                    .flatMap(SourceTree::walk)
                    .filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static java.util.stream.Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
