// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The versions of libraries, as their jars say.
public final class Jars {
    private Jars() {}

    /// The version that Maven wrote into the jar of a class.
    public static String version(Class<?> inside, String group, String artifact) {
        String path = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (var stream = inside.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException(artifact + " does not say its version");
            }
            var properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
