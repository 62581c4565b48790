// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.runtime.image.RegistryAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What a node was asked to be.
///
/// @param data the agent's own folder
/// @param taints as `name=value:effect`
/// @param registries where images come from
public record NodeOptions(
        Path data, String name, Map<String, String> labels, List<String> taints, RegistryAccess registries) {
    public NodeOptions {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }
}
