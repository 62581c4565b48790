// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client;

import dev.skerry.client.FakeKube.Happened;
import dev.skerry.client.KubeClient.Scope;
import java.time.Duration;
import java.util.Optional;

/// A watch on a [FakeKube]: reads its history from where it began.
final class FakeWatch implements WatchStream {
    private final FakeKube kube;
    private final Scope scope;
    private long version;
    private int position;
    private boolean isClosed;

    FakeWatch(FakeKube kube, Scope scope, long version) {
        this.kube = kube;
        this.scope = scope;
        this.version = version;
    }

    @Override
    public Optional<Event> next(Duration timeout) throws InterruptedException {
        synchronized (kube) {
            long end = System.nanoTime() + timeout.toNanos();
            while (true) {
                Optional<Event> event = look();
                long left = end - System.nanoTime();
                if (event.isPresent() || left <= 0) {
                    return event;
                }
                kube.wait(left / 1_000_000 + 1);
            }
        }
    }

    private Optional<Event> look() {
        if (isClosed) {
            return Optional.of(new Event.Ended());
        }
        if (kube.isCompacted(version)) {
            return Optional.of(new Event.Failed(410, "too old resource version: " + version));
        }
        while (position < kube.history.size()) {
            Happened happened = kube.history.get(position++);
            if (happened.version() > version) {
                version = happened.version();
                if (happened.resource().equals(scope.resource()) && FakeKube.isIn(scope, happened.now())) {
                    return Optional.of(event(happened));
                }
            }
        }
        return Optional.empty();
    }

    private static Event event(Happened happened) {
        return switch (happened.type()) {
            case "ADDED" -> new Event.Added(happened.now());
            case "DELETED" -> new Event.Deleted(happened.now());
            default -> new Event.Modified(happened.now());
        };
    }

    @Override
    public void close() {
        synchronized (kube) {
            isClosed = true;
            kube.notifyAll();
        }
    }
}
