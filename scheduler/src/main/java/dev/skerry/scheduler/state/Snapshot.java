// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import java.util.List;
import java.util.stream.Stream;

/// All nodes at one moment, ordered by name.
public record Snapshot(List<NodeState> nodes) {
    public Snapshot {
        nodes = List.copyOf(nodes);
    }

    public Stream<PodView> pods() {
        return nodes.stream().flatMap(node -> node.pods().values().stream());
    }
}
