// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What stands of a pod before its containers start.
///
/// @param volumes where each is, by name
/// @param addresses of the pod; the host's for a pod in the host's network
record Setting(Map<String, Path> volumes, List<String> addresses) {
    Setting {
        volumes = Map.copyOf(volumes);
        addresses = List.copyOf(addresses);
    }
}
