// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.engines.EngineProcess;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Stores on engines that a test has started.
final class TestStores {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private TestStores() {}

    /// A database that nobody has used.
    static String fresh(EngineProcess server) {
        return server.endpoint("skerry_test_" + NEXT.incrementAndGet());
    }

    static SqlStore openEmpty(EngineProcess server, SqlConfig config) {
        return open(fresh(server), config);
    }

    static SqlStore open(String endpoint, SqlConfig config) {
        return open(endpoint, config, TlsFiles.NONE);
    }

    static SqlStore open(String endpoint, SqlConfig config, TlsFiles files) {
        var random = new Random();
        return switch (Endpoint.parse(endpoint)) {
            case Endpoint.Postgres postgres -> SqlStore.open(postgres, files, config, SystemClock.CLOCK, random);
            case Endpoint.Mysql mysql -> SqlStore.open(mysql, files, config, SystemClock.CLOCK, random);
            default -> throw new IllegalArgumentException(endpoint);
        };
    }
}
