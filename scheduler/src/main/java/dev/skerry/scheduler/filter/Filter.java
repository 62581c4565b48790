// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.filter;

import dev.skerry.scheduler.state.NodeState;
import java.util.List;

/// One kind of reason why a pod cannot go to a node. Made for one pod and one snapshot, so that what
/// concerns all nodes is counted once.
@FunctionalInterface
interface Filter {
    /// The reasons, in the words of Kubernetes' own scheduler; empty if the node will do.
    List<String> reasons(NodeState node);
}
