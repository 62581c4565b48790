// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.interest;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.client.KubeClient;
import dev.skerry.client.WatchStream;
import dev.skerry.edge.interest.ClusterView.Touched;
import dev.skerry.foundation.telemetry.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps one resource of the view up to date: lists once, then watches, and lists again when the watch cannot
/// be continued. One thread; each step returns within the time it is given, which makes it usable by a
/// simulator.
public final class ResourceFeed implements AutoCloseable {
    private static final Log LOG = Log.of("edge.interest");

    private final KubeClient client;
    private final ClusterView view;
    private final KubeClient.Scope scope;
    private final Consumer<Touched> listener;
    private @Nullable WatchStream watch;
    private String resourceVersion = "";

    /// @param listener told after each change, on the feed's thread
    public ResourceFeed(
            KubeClient client, ClusterView view, GroupVersionResource resource, Consumer<Touched> listener) {
        this.client = client;
        this.view = view;
        this.scope = KubeClient.Scope.all(resource);
        this.listener = listener;
    }

    /// Takes in what has happened, waiting at most this long for something to happen; whether anything did.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TransientException if the API cannot be reached now
    public boolean step(Duration timeout) throws InterruptedException {
        if (resourceVersion.isEmpty()) {
            var listed = client.list(scope);
            listener.accept(view.replace(scope.resource(), listed.items(), listed.resourceVersion()));
            resourceVersion = listed.resourceVersion();
            return true;
        }
        WatchStream open = watch;
        if (open == null) {
            open = client.watch(scope, resourceVersion);
            watch = open;
        }
        Optional<WatchStream.Event> event = open.next(timeout);
        event.ifPresent(this::take);
        return event.isPresent();
    }

    private void take(WatchStream.Event event) {
        var resource = scope.resource();
        switch (event) {
            case WatchStream.Event.Added(var object) -> {
                resourceVersion = object.resourceVersion();
                listener.accept(view.put(resource, object));
            }
            case WatchStream.Event.Modified(var object) -> {
                resourceVersion = object.resourceVersion();
                listener.accept(view.put(resource, object));
            }
            case WatchStream.Event.Deleted(var object) -> {
                resourceVersion = object.resourceVersion();
                listener.accept(view.remove(resource, object));
            }
            case WatchStream.Event.Bookmark(String version) -> {
                resourceVersion = version;
                view.advanceTo(resource, version);
                listener.accept(Touched.nothing());
            }
            case WatchStream.Event.Failed(int code, String message) -> {
                LOG.info("a watch ended; listing again", "resource", resource, "code", code, "message", message);
                resourceVersion = "";
                close();
            }
            case WatchStream.Event.Ended() -> close();
        }
    }

    @Override
    public void close() {
        WatchStream open = watch;
        watch = null;
        if (open != null) {
            open.close();
        }
    }
}
