// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectFilter;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.storage.ObjectWatch;
import dev.skerry.client.KubeClient;
import dev.skerry.client.WatchStream;
import dev.skerry.foundation.json.Json;
import java.time.Duration;
import java.util.Optional;

/// The API for one thread: requests are calls of the real server's handler, and a watch looks into the
/// server's storage when it is asked, instead of having a thread of its own.
record StepwiseClient(KubeClient requests, ObjectStorage storage) implements KubeClient {
    @Override
    public WatchStream watch(Scope scope, String resourceVersion) {
        var resource = scope.resource();
        ObjectWatch watch = storage.watch(
                resource.group(),
                resource.resource(),
                ObjectFilter.in(scope.namespace()),
                Long.parseLong(resourceVersion));
        return new Looking(watch);
    }

    private final class Looking implements WatchStream {
        private final ObjectWatch watch;

        private Looking(ObjectWatch watch) {
            this.watch = watch;
        }

        @Override
        public Optional<Event> next(Duration timeout) throws InterruptedException {
            storage.catchUp();
            return switch (watch.next(Duration.ZERO)) {
                case ObjectWatch.Next.Event(var event) -> Optional.of(translated(event));
                case ObjectWatch.Next.Quiet _ -> Optional.empty();
                case ObjectWatch.Next.Lost _ -> Optional.of(new Event.Failed(410, "too old"));
            };
        }

        private static Event translated(dev.skerry.apiserver.storage.ObjectEvent event) {
            KubeObject object = event.object().object();
            return switch (event.type()) {
                case ADDED -> new Event.Added(object);
                case MODIFIED -> new Event.Modified(object);
                case DELETED -> new Event.Deleted(object);
            };
        }

        @Override
        public void close() {}
    }

    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return requests.find(resource, name);
    }

    @Override
    public Listed list(Scope scope) {
        return requests.list(scope);
    }

    @Override
    public KubeObject create(GroupVersionResource resource, KubeObject object) {
        return requests.create(resource, object);
    }

    @Override
    public KubeObject update(GroupVersionResource resource, KubeObject object) {
        return requests.update(resource, object);
    }

    @Override
    public KubeObject updateSubresource(GroupVersionResource resource, String subresource, KubeObject object) {
        return requests.updateSubresource(resource, subresource, object);
    }

    @Override
    public KubeObject patch(
            GroupVersionResource resource, ObjectName name, String subresource, PatchType type, Json patch) {
        return requests.patch(resource, name, subresource, type, patch);
    }

    @Override
    public KubeObject createSubresource(
            GroupVersionResource resource, ObjectName name, String subresource, KubeObject object) {
        return requests.createSubresource(resource, name, subresource, object);
    }

    @Override
    public void delete(GroupVersionResource resource, ObjectName name, Deletion deletion) {
        requests.delete(resource, name, deletion);
    }

    @Override
    public Json read(String path) {
        return requests.read(path);
    }
}
