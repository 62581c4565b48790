// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.tunnel.frame.Held;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A planted bug: a cache that takes itself for complete although its database was lost.
record Overconfident(ObjectCache honest) implements ObjectCache {
    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return honest.find(resource, name);
    }

    @Override
    public List<KubeObject> list(GroupVersionResource resource) {
        return honest.list(resource);
    }

    @Override
    public List<Held> held() {
        return honest.held();
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public long version() {
        return honest.version();
    }

    @Override
    public long awaitChange(long seen, Duration timeout) throws InterruptedException {
        return honest.awaitChange(seen, timeout);
    }
}
