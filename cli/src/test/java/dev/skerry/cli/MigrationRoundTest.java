// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.remotestore.engines.PostgresServer;
import dev.skerry.remotestore.etcd.EtcdServer;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Write;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Once round the engines, each of them real: what comes home is what went out, byte for byte and revision for
/// revision.
class MigrationRoundTest {
    private static final int COUNT = 2_500;

    @TempDir
    private Path folder;

    @Test
    void whatWentRoundAllEnginesComesHomeUnchanged() throws Exception {
        String start = "sqlite://" + fill(folder.resolve("start.db"));
        String end = "sqlite://" + folder.resolve("end.db");
        EtcdServer etcd = EtcdServer.alone(folder.resolve("etcd"));
        try (PostgresServer postgres = PostgresServer.run();
                MariadbServer mariadb = MariadbServer.run()) {
            List<String> round = List.of(start, postgres.endpoint("moved"), mariadb.endpoint("moved"), etcd.url(), end);
            String sum = "";
            for (int i = 1; i < round.size(); i++) {
                Json moved = run("datastore migrate -o json --from " + round.get(i - 1) + " --to " + round.get(i));
                assertThat(moved.at("entries").longOr(0)).isEqualTo(COUNT - 1);
                assertThat(moved.at("sha256").text()).isNotEmpty();
                assertThat(List.of("", moved.at("sha256").text())).contains(sum);
                sum = moved.at("sha256").text();
                assertThat(run("datastore check -o json " + round.get(i))
                                .at("ok")
                                .booleanOr(false))
                        .isTrue();
            }
        } finally {
            etcd.stop();
        }
        try (var store = SqliteStore.open(folder.resolve("end.db"), SqliteConfig.edge())) {
            assertThat(store.revision()).isGreaterThanOrEqualTo(new Revision(COUNT + 2));
            var entry = store.find(new Key("/registry/core/pods/default/p7")).orElseThrow();
            assertThat(entry.created()).isEqualTo(new Revision(8));
            assertThat(entry.modified()).isEqualTo(new Revision(COUNT + 1));
        }
    }

    private static Path fill(Path file) {
        var random = new Random(1);
        try (var store = SqliteStore.open(file, SqliteConfig.server())) {
            var writes = new ArrayList<Write>();
            for (int i = 0; i < COUNT; i++) {
                String text = "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"ü" + i + "\"},\"x\":\""
                        + "y".repeat(random.nextInt(2_000)) + "\"}";
                writes.add(new Write.Create(new Key("/registry/core/pods/default/p" + i), text.getBytes(UTF_8)));
            }
            store.writeAll(writes);
            store.update(
                    new Key("/registry/core/pods/default/p7"), "{\"metadata\":{}}".getBytes(UTF_8), new Revision(8));
            store.delete(new Key("/registry/core/pods/default/p8"), new Revision(9));
        }
        return file;
    }

    private Json run(String line) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Main.run(
                (line + " --data-dir " + folder).split(" "),
                Map.of(),
                new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));
        assertThat(code)
                .as(line + ": " + err.toString(UTF_8) + out.toString(UTF_8))
                .isZero();
        return JsonReader.read(out.toByteArray());
    }
}
