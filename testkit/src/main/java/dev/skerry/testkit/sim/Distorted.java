// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.WatchStream;
import dev.skerry.foundation.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A planted bug's way of seeing: whoever has this client takes lists, watches and answers to what it creates for
/// something else than they are.
record Distorted(KubeClient honest, UnaryOperator<KubeObject> view) implements KubeClient {
    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return honest.find(resource, name);
    }

    @Override
    public Listed list(Scope scope) {
        Listed listed = honest.list(scope);
        return new Listed(listed.items().stream().map(view).toList(), listed.resourceVersion());
    }

    @Override
    public WatchStream watch(Scope scope, String resourceVersion) {
        WatchStream open = honest.watch(scope, resourceVersion);
        return new WatchStream() {
            @Override
            public Optional<Event> next(Duration timeout) throws InterruptedException {
                return open.next(timeout).map(event -> switch (event) {
                    case Event.Added(var object) -> new Event.Added(view.apply(object));
                    case Event.Modified(var object) -> new Event.Modified(view.apply(object));
                    case Event.Deleted _, Event.Bookmark _, Event.Failed _, Event.Ended _ -> event;
                });
            }

            @Override
            public void close() {
                open.close();
            }
        };
    }

    @Override
    public KubeObject create(GroupVersionResource resource, KubeObject object) {
        return view.apply(honest.create(resource, object));
    }

    @Override
    public KubeObject update(GroupVersionResource resource, KubeObject object) {
        return honest.update(resource, object);
    }

    @Override
    public KubeObject updateSubresource(GroupVersionResource resource, String subresource, KubeObject object) {
        return honest.updateSubresource(resource, subresource, object);
    }

    @Override
    public KubeObject patch(
            GroupVersionResource resource, ObjectName name, String subresource, PatchType type, Json patch) {
        return honest.patch(resource, name, subresource, type, patch);
    }

    @Override
    public KubeObject createSubresource(
            GroupVersionResource resource, ObjectName name, String subresource, KubeObject object) {
        return honest.createSubresource(resource, name, subresource, object);
    }

    @Override
    public void delete(GroupVersionResource resource, ObjectName name, Deletion deletion) {
        honest.delete(resource, name, deletion);
    }

    @Override
    public Json read(String path) {
        return honest.read(path);
    }
}
