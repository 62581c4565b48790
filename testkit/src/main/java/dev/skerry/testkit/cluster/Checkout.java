// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/// The project's folder and what the build made in it.
public final class Checkout {
    private Checkout() {}

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

    public static Path launcher() {
        return root().resolve("skerry");
    }

    /// The folder of jars that this very build packaged, not what `make build` left in dist.
    public static Path built() {
        Path lib = root().resolve("cli/target/dist");
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException(
                    lib + " is missing: end-to-end tests run in Maven's verify, after the program is packaged");
        }
        return lib;
    }
}
