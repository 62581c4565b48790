// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that look after a datastore, on a small one.
class BackupCommandTest {
    private static final byte[] POD = "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void fill() {
        try (var store = SqliteStore.open(database(), SqliteConfig.edge())) {
            for (int i = 0; i < 300; i++) {
                store.create(new Key("/registry/core/pods/default/p" + i), POD);
            }
        }
    }

    private Path database() {
        return folder.resolve("server").resolve("db").resolve("state.db");
    }

    @Test
    void aBackupIsMadeListedVerifiedAndRestored() throws Exception {
        Json made = json("backup --name one.skerry -o json");
        assertThat(made.at("entries").longOr(0)).isEqualTo(300);
        assertThat(made.at("revision").longOr(0)).isEqualTo(300);
        assertThat(made.at("encrypted").booleanOr(true)).isFalse();
        assertThat(json("backup list -o json").at("backups").elements()).hasSize(1);
        assertThat(json("backup verify one.skerry -o json").at("sha256")).isEqualTo(made.at("sha256"));

        assertThat(run("restore one.skerry")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("the target is not empty").contains("--force");
        try (var store = SqliteStore.open(database(), SqliteConfig.edge())) {
            store.create(new Key("/registry/later"), POD);
        }
        Json restored = json("restore one.skerry --force -o json");
        assertThat(restored.at("entries").longOr(0)).isEqualTo(300);
        assertThat(restored.at("revision").longOr(0)).isEqualTo(1_000_000_300L);
        try (var store = SqliteStore.open(database(), SqliteConfig.edge())) {
            assertThat(store.find(new Key("/registry/later"))).isEmpty();
            assertThat(store.find(new Key("/registry/core/pods/default/p7"))
                            .orElseThrow()
                            .modified())
                    .isEqualTo(new Revision(8));
        }
    }

    @Test
    void anEncryptedBackupNeedsItsPassphraseAndADamagedOneIsRefused() throws Exception {
        Path words = Files.writeString(folder.resolve("words"), "open sesame\n");
        json("backup --name secret.skerry -o json --passphrase-file " + words);

        assertThat(run("backup verify secret.skerry")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("the backup is encrypted");
        assertThat(run("backup verify secret.skerry --passphrase-file " + words))
                .isZero();

        Path file = folder.resolve("server").resolve("backups").resolve("secret.skerry");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(run("restore secret.skerry --force --passphrase-file " + words))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("the backup is damaged");
        try (var store = SqliteStore.open(database(), SqliteConfig.edge())) {
            assertThat(store.count("/")).as("nothing was touched").isEqualTo(300);
        }
    }

    @Test
    void aStoreIsMovedAndChecked() throws Exception {
        String target = "sqlite://" + folder.resolve("other.db");
        Json moved = json("datastore migrate --from sqlite --to " + target + " -o json");
        assertThat(moved.at("entries").longOr(0)).isEqualTo(300);
        assertThat(moved.at("revision").longOr(0)).isEqualTo(300);

        assertThat(json("datastore check " + target + " -o json").at("ok").booleanOr(false))
                .isTrue();
        assertThat(run("datastore migrate --from sqlite --to " + target)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("the target is not empty");
        assertThat(run("datastore migrate --from sqlite://" + folder.resolve("none.db") + " --to " + target))
                .isEqualTo(1);
        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    @Test
    void aServerThatRunsIsNotMovedAwayFrom() {
        try (var server = SqliteStore.open(database(), SqliteConfig.edge())) {
            assertThat(run("datastore migrate --from sqlite --to sqlite://" + folder.resolve("other.db")))
                    .isEqualTo(1);
            assertThat(err.toString(UTF_8)).contains("in use by another process");
            assertThat(run("restore --force " + backup())).isEqualTo(1);
            assertThat(server.count("/")).isEqualTo(300);
        }
    }

    private String backup() {
        json("backup --name live.skerry -o json");
        return "live.skerry";
    }

    @Test
    void damageIsFoundAndSaidByTheExitCode() throws Exception {
        byte[] bytes = Files.readAllBytes(database());
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        bytes[text.lastIndexOf("\"kind\":\"Pod\"") + 3] ^= 1;
        Files.write(database(), bytes);

        assertThat(run("datastore check sqlite -o json")).isEqualTo(1);
        Json found = JsonReader.read(out.toByteArray());
        assertThat(found.at("ok").booleanOr(true)).isFalse();
        assertThat(found.at("faults").elements()).anyMatch(fault -> fault.text().contains("checksum"));
    }

    @Test
    void aDamagedDatabaseIsMovedAsideWhenItIsReplaced() throws Exception {
        json("backup --name one.skerry -o json");
        Files.write(database(), "this is no database at all ".repeat(1000).getBytes(UTF_8));

        assertThat(run("restore one.skerry")).isEqualTo(1);
        Json restored = json("restore one.skerry --force -o json");

        assertThat(err.toString(UTF_8)).contains("what is damaged is now");
        assertThat(restored.at("entries").longOr(0)).isEqualTo(300);
        try (var files = Files.list(database().resolveSibling(""))) {
            assertThat(files.map(Path::toString)).anyMatch(name -> name.contains("state.db.damaged-"));
        }
    }

    private Json json(String line) {
        assertThat(run(line)).as(err.toString(UTF_8)).isZero();
        return JsonReader.read(out.toByteArray());
    }

    private int run(String line) {
        out.reset();
        err.reset();
        return Main.run(
                (line + " --data-dir " + folder).split(" "),
                Map.of(),
                new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));
    }
}
