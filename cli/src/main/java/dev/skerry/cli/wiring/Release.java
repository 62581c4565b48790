// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

/// What this program calls itself.
public final class Release {
    public static final String SKERRY = "0.1.0";

    /// The newest Kubernetes release whose API is served; `/version` and each node say the same.
    public static final String KUBERNETES = "v1.36.0";

    /// As the two ends of a node's connection tell each other.
    static final String SOFTWARE = "skerry " + SKERRY;

    private Release() {}
}
