// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.tunnel.frame.Held;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The objects this node must know, as the server last told them, durable. Readable at any time, without
/// any network.
public interface ObjectCache {
    Optional<KubeObject> find(GroupVersionResource resource, ObjectName name);

    List<KubeObject> list(GroupVersionResource resource);

    /// Which states are held: enough to tell what has changed, without reading any object.
    List<Held> held();

    /// Whether the server has, at some time, confirmed that everything this node must know is here. False on
    /// a new node, and after the database was lost: until it is true, a pod that runs but is not here is
    /// unknown, not unwanted, and must be left alone.
    boolean isComplete();

    /// Rises with every change of any object.
    long version();

    /// Waits until the version is above `seen` or the time is over; the version then.
    long awaitChange(long seen, Duration timeout) throws InterruptedException;
}
