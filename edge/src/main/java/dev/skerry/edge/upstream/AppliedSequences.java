// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.tunnel.frame.MessageClass;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Up to which number each node's messages have been applied, in memory: 100 bytes a node.
///
/// Not on disk, and it need not be: it saves the work of applying again what is sent again after a short
/// break. After a restart of the server the last messages may be applied twice, and each of them is such that
/// this changes nothing (see [UpstreamApplier]). A write per message would buy nothing.
public final class AppliedSequences {
    private record Applied(long incarnation, Map<MessageClass, Long> last) {}

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Applied> byNode = new HashMap<>();

    boolean isNew(String node, long incarnation, MessageClass urgency, long sequence) {
        lock.lock();
        try {
            Applied applied = byNode.get(node);
            return applied == null
                    || applied.incarnation() != incarnation
                    || applied.last().getOrDefault(urgency, 0L) < sequence;
        } finally {
            lock.unlock();
        }
    }

    void applied(String node, long incarnation, MessageClass urgency, long sequence) {
        lock.lock();
        try {
            var applied = byNode.compute(
                    node,
                    (_, old) -> old != null && old.incarnation() == incarnation
                            ? old
                            : new Applied(incarnation, new HashMap<>()));
            applied.last().merge(urgency, sequence, Math::max);
        } finally {
            lock.unlock();
        }
    }

    /// The node is no longer known to the cluster.
    public void forget(String node) {
        lock.lock();
        try {
            byNode.remove(node);
        } finally {
            lock.unlock();
        }
    }
}
