// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.wire.WatchAnswer.Event;
import dev.skerry.store.Change;
import java.util.List;
import java.util.Optional;

/// Reads etcd's events as our changes.
final class Changes {
    private Changes() {}

    /// @param after etcd revision; events up to it are known already
    /// @param upTo etcd revision; later events are left out
    /// @throws dev.skerry.store.StoreCorruptException if a value is not what was written
    static List<Change> of(List<Event> events, long after, long upTo, Engine engine) {
        return events.stream()
                .filter(event ->
                        event.entry().modified() > after && event.entry().modified() <= upTo)
                .map(event -> change(event, engine))
                .toList();
    }

    private static Change change(Event event, Engine engine) {
        return new Change(
                engine.layout().key(event.entry().key()),
                engine.epoch().ours(event.entry().modified()),
                event.isDeletion()
                        ? Optional.empty()
                        : Optional.of(engine.envelope().open(event.entry()).value()));
    }
}
