// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.tunnel.frame.Held;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A planted bug: an agent that writes the names of images out in full, and so takes what an earlier agent has
/// started for something that nobody wants any more.
record Rereading(ObjectCache honest) implements ObjectCache {
    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return honest.find(resource, name).map(Rereading::inFull);
    }

    @Override
    public List<KubeObject> list(GroupVersionResource resource) {
        return honest.list(resource).stream().map(Rereading::inFull).toList();
    }

    @Override
    public List<Held> held() {
        return honest.held();
    }

    @Override
    public boolean isComplete() {
        return honest.isComplete();
    }

    @Override
    public long version() {
        return honest.version();
    }

    @Override
    public long awaitChange(long seen, Duration timeout) throws InterruptedException {
        return honest.awaitChange(seen, timeout);
    }

    private static KubeObject inFull(KubeObject object) {
        if (!(object.at("spec", "containers") instanceof JsonArray containers)) {
            return object;
        }
        return object.with(containers.map(Rereading::inFull), "spec", "containers");
    }

    private static Json inFull(Json container) {
        return container
                .object()
                .with("image", Json.of("docker.io/" + container.at("image").text()));
    }
}
