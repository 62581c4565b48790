// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.engines.EngineProcess;
import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.remotestore.engines.PostgresServer;
import dev.skerry.remotestore.etcd.Certificates;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Engines that let in who comes with TLS and shows a certificate of their authority, and whom they do not let in: each
/// is told what to do.
@Tag("engines")
class TlsToSqlTest {
    @TempDir
    private Path folder;

    private Certificates certificates;
    private Certificates others;

    @BeforeEach
    void makeCertificates() throws Exception {
        certificates = new Certificates(Files.createDirectory(folder.resolve("ours")));
        others = new Certificates(Files.createDirectory(folder.resolve("others")));
    }

    @Test
    void postgresWithClientcertVerifyFull() throws Exception {
        try (PostgresServer server = PostgresServer.runWithTls(certificates)) {
            letsInWhoShowsACertificateAndTellsOthersWhatToDo(server, "tls-user");
        }
    }

    @Test
    void mariadbWithRequireX509() throws Exception {
        try (MariadbServer server = MariadbServer.runWithTls(certificates)) {
            letsInWhoShowsACertificateAndTellsOthersWhatToDo(server, "tls-user");
        }
    }

    private void letsInWhoShowsACertificateAndTellsOthersWhatToDo(EngineProcess server, String what) throws Exception {
        String endpoint = server.endpoint("skerry_" + what.replace('-', '_'));
        var ours = Optional.of(certificates.certificate("client"));
        var key = Optional.of(certificates.key("client"));
        var files = new TlsFiles(Optional.of(certificates.authority()), ours, key);
        try (SqlStore store = TestStores.open(endpoint, SqlConfig.server(), files);
                SqlStore other = TestStores.open(endpoint, SqlConfig.server(), files)) {
            assertThat(store.create(new Key("/a"), new byte[] {1})).isEqualTo(new Update.Done(new Revision(1)));
            assertThat(other.find(new Key("/a"))).isPresent();
        }

        refused(endpoint, new TlsFiles(Optional.of(others.authority()), ours, key), "--datastore-cafile", "vouch");
        refused(endpoint.replace("127.0.0.1", "localhost"), files, "localhost", "--datastore-endpoint");
        refused(
                endpoint,
                new TlsFiles(Optional.of(certificates.authority()), Optional.empty(), Optional.empty()),
                "--datastore-certfile",
                "--datastore-keyfile");
        var strange = new TlsFiles(
                Optional.of(certificates.authority()),
                Optional.of(others.certificate("client")),
                Optional.of(others.key("client")));
        // An engine that does not know the authority of a certificate may hang up without a word.
        assertThatThrownBy(() ->
                        TestStores.open(endpoint, SqlConfig.server(), strange).close())
                .isInstanceOfAny(TerminalException.class, StoreUnavailableException.class)
                .hasMessageContaining("--datastore-certfile");
        refused(endpoint, TlsFiles.NONE, "--datastore-certfile");
    }

    private static void refused(String endpoint, TlsFiles files, String... words) {
        assertThatThrownBy(() ->
                        TestStores.open(endpoint, SqlConfig.server(), files).close())
                .isInstanceOf(TerminalException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("not-a-secret");
    }
}
