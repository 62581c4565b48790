// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.opening;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.sql.SqlConfig;
import dev.skerry.remotestore.sql.SqlStore;
import dev.skerry.store.Store;
import java.util.random.RandomGenerator;

/// Opens the store that an endpoint names, with the bounds of a control plane.
public final class RemoteStores {
    private RemoteStores() {}

    /// Tries once. The drivers of an engine are loaded when it is the one.
    ///
    /// @throws dev.skerry.store.StoreUnavailableException if the engine does not answer: it may later
    /// @throws TerminalException if it will not let us in, or holds what we do not understand
    public static Store open(Endpoint endpoint, TlsFiles files, Clock clock, RandomGenerator random) {
        return switch (endpoint) {
            case Endpoint.Postgres postgres -> SqlStore.open(postgres, files, SqlConfig.server(), clock, random);
            case Endpoint.Mysql mysql -> SqlStore.open(mysql, files, SqlConfig.server(), clock, random);
            case Endpoint.Etcd etcd ->
                throw new TerminalException("StoreUnknown", etcd + " is of a kind that this version does not know yet");
            case Endpoint.Embedded _ -> throw new IllegalArgumentException("the embedded store is no remote one");
        };
    }
}
