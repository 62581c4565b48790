// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import dev.skerry.testkit.cluster.Checkout;
import dev.skerry.testkit.cluster.Namespaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A client that is a program, as `scripts/clients` lists it: listed when it is not here too, so that what
/// is missing fails instead of being passed over.
public record ClientProgram(String name, String version, Optional<Path> file) {
    /// All versions of one client, oldest first.
    public static List<ClientProgram> named(String name) {
        try {
            String listed =
                    Namespaces.run(Checkout.root().resolve("scripts/clients").toString());
            return listed.lines()
                    .map(line -> line.split(" ", 3))
                    .filter(words -> words[0].equals(name))
                    .map(words -> new ClientProgram(
                            name, words[1], words[2].equals("-") ? Optional.empty() : Optional.of(Path.of(words[2]))))
                    .toList();
        } catch (IOException failed) {
            throw new IllegalStateException("scripts/clients failed", failed);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /// Where it is.
    ///
    /// @throws AssertionError if it is not here
    public Path here() {
        return file.orElseThrow(
                () -> new AssertionError(this + " is not on this machine: 'scripts/clients build' makes it"));
    }

    /// `1.27` is below `1.33`.
    public boolean isBelow(String other) {
        return minor(version) < minor(other);
    }

    private static int minor(String version) {
        return Integer.parseInt(version.split("\\.", -1)[1]);
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
