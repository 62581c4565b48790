// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.engines.EngineProcess;
import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.remotestore.engines.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server over a database that it does not own.
class ServerOnEngineTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    private Path folder;

    @Test
    void aServerKeepsItsObjectsInPostgres() throws Exception {
        try (var engine = PostgresServer.run()) {
            keepsItsObjectsIn(engine);
        }
    }

    @Test
    void aServerKeepsItsObjectsInMariadb() throws Exception {
        try (var engine = MariadbServer.run()) {
            keepsItsObjectsIn(engine);
        }
    }

    /// The second start is another server's: it has nothing of the first but the certificates.
    private void keepsItsObjectsIn(EngineProcess engine) throws Exception {
        var datastore =
                new Datastore(Endpoint.parse(engine.endpoint("kubernetes")), TlsFiles.NONE, folder.resolve("state.db"));
        String revision;
        try (var server = RunningServer.start(folder, datastore)) {
            revision = server.create(MAPS, """
                    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kept"},"data":{"a":"1"}}""")
                    .is(201)
                    .at("metadata", "resourceVersion")
                    .text();
        }
        assertThat(folder.resolve("server/db")).doesNotExist();
        try (var server = RunningServer.start(folder, datastore)) {
            var kept = server.read(MAPS + "/kept").is(200);
            assertThat(kept.at("data", "a").text()).isEqualTo("1");
            assertThat(kept.at("metadata", "resourceVersion").text()).isEqualTo(revision);
        }
    }
}
