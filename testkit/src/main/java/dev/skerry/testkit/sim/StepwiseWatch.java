// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectEvent;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.storage.ObjectWatch;
import dev.skerry.client.WatchStream;
import java.time.Duration;
import java.util.Optional;

/// A watch that has no thread. What it tells may come late, and it may end or have to begin anew, as over a network.
///
/// @param storage of the server
/// @param watch in that storage
record StepwiseWatch(ObjectStorage storage, ObjectWatch watch, Weather weather) implements WatchStream {
    private static final int LATE_PER_MILLE = 300;

    @Override
    public Optional<Event> next(Duration timeout) throws InterruptedException {
        if (weather.strikes(LATE_PER_MILLE)) {
            return Optional.empty();
        }
        if (weather.strikes(1)) {
            return Optional.of(weather.strikes(500) ? new Event.Ended() : new Event.Failed(410, "too old"));
        }
        long _ = storage.catchUp();
        return switch (watch.next(Duration.ZERO)) {
            case ObjectWatch.Next.Event(var event) -> Optional.of(translated(event));
            case ObjectWatch.Next.Quiet _ -> Optional.empty();
            case ObjectWatch.Next.Lost _ -> Optional.of(new Event.Failed(410, "too old"));
        };
    }

    private static Event translated(ObjectEvent event) {
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
