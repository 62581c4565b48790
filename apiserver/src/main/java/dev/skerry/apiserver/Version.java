// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.foundation.json.JsonObject;

/// Which Kubernetes this server speaks. Clients read major and minor to decide what they may ask for.
final class Version {
    private static final String MINOR = "36";
    private static final String COMMIT = "0000000000000000000000000000000000000000";

    private Version() {}

    static JsonObject document() {
        return JsonObject.of(
                "major",
                "1",
                "minor",
                MINOR,
                "gitVersion",
                "v1." + MINOR + ".0+skerry1",
                "gitCommit",
                COMMIT,
                "gitTreeState",
                "clean",
                "buildDate",
                "1970-01-01T00:00:00Z",
                "goVersion",
                "none",
                "compiler",
                "java" + Runtime.version().feature(),
                "platform",
                System.getProperty("os.name", "linux").toLowerCase(java.util.Locale.ROOT) + "/"
                        + System.getProperty("os.arch", "unknown"));
    }
}
