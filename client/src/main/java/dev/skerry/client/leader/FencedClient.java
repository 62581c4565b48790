// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.leader;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.WatchStream;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.Optional;

/// Lets nobody write who has ceased to lead: a pass that was held up for half a minute finds out here, not by
/// undoing what its successor did. Whoever reads may go on.
public record FencedClient(KubeClient inner, Leadership leadership) implements KubeClient {
    private void demand() {
        if (!leadership.holds()) {
            throw new TransientException("NotLeading", "nothing was written: this process does not lead any more");
        }
    }

    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return inner.find(resource, name);
    }

    @Override
    public Listed list(Scope scope) {
        return inner.list(scope);
    }

    @Override
    public WatchStream watch(Scope scope, String resourceVersion) {
        return inner.watch(scope, resourceVersion);
    }

    @Override
    public KubeObject create(GroupVersionResource resource, KubeObject object) {
        demand();
        return inner.create(resource, object);
    }

    @Override
    public KubeObject update(GroupVersionResource resource, KubeObject object) {
        demand();
        return inner.update(resource, object);
    }

    @Override
    public KubeObject updateSubresource(GroupVersionResource resource, String subresource, KubeObject object) {
        demand();
        return inner.updateSubresource(resource, subresource, object);
    }

    @Override
    public KubeObject patch(
            GroupVersionResource resource, ObjectName name, String subresource, PatchType type, Json patch) {
        demand();
        return inner.patch(resource, name, subresource, type, patch);
    }

    @Override
    public KubeObject createSubresource(
            GroupVersionResource resource, ObjectName name, String subresource, KubeObject object) {
        demand();
        return inner.createSubresource(resource, name, subresource, object);
    }

    @Override
    public void delete(GroupVersionResource resource, ObjectName name, Deletion deletion) {
        demand();
        inner.delete(resource, name, deletion);
    }

    @Override
    public Json read(String path) {
        return inner.read(path);
    }
}
