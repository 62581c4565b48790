// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.foundation.json.JsonObject;

/// Which Kubernetes this server speaks. Clients read major and minor to decide what they may ask for.
final class Version {
    static final String TEXT = "v1.36.0+skerry1";

    /// Clients only ask that it looks like one: the program's own version has no commit of Kubernetes.
    private static final String COMMIT = "0".repeat(40);

    private Version() {}

    /// @param platform operating system and processor, `linux/amd64`
    static JsonObject document(String platform) {
        return JsonObject.of(
                "major", "1",
                "minor", "36",
                "gitVersion", TEXT,
                "gitCommit", COMMIT,
                "gitTreeState", "clean",
                "buildDate", "1970-01-01T00:00:00Z",
                "goVersion", "none",
                "compiler", "java",
                "platform", platform);
    }
}
