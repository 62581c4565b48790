// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            serve                                            | serve
            server --prot 1                                  | --prot
            server --https-listen-port seven                 | --https-listen-port must be a port from 0 to 65535, not "seven"
            server --bind-address nowhere.invalid            | --bind-address must be an address of this machine
            server --advertise-address gateway.local         | --advertise-address must be an address at which others reach
            server --advertise-address 0.0.0.0               | --advertise-address must be an address at which others reach
            server --datastore-endpoint ftp://u:p@h/d        | --datastore-endpoint: must be empty, sqlite://FILE, postgres://
            server --datastore-endpoint ftp://h              | --datastore-endpoint: must be empty, sqlite://FILE
            server --datastore-endpoint http://h --datastore-certfile /c | Give --datastore-certfile and --datastore-keyfile together
            server --datastore-budget little                 | --datastore-budget must be a size of at least 64Mi, such as 2Gi, not "little"
            server --datastore-budget 1Mi                    | --datastore-budget must be a size of at least 64Mi
            server --datastore-endpoint http://h --datastore-budget 1Gi | --datastore-budget is for the embedded database
            server --min-request-timeout 0                   | --min-request-timeout must be a number of seconds
            server --disable-agent=perhaps                   | perhaps
            server --node-name UPPER                         | a node cannot be called "UPPER"
            server --node-taint a=b                          | --node-taint must be name=value:effect
            server --config /nowhere/config.yaml             | --config names /nowhere/config.yaml, which does not exist
            agent --data-dir /nowhere                        | needs --server https://HOST:6443 and --token
            agent --data-dir /nowhere --server plant:6443    | --server must be a URL
            agent --data-dir /nowhere --server https://a:1   | needs --token or --token-file
            agent --data-dir /nowhere --server https://a:1 --token K10junk | --token is no join token
            agent --token a --token-file b                   | give --token or --token-file, not both
            image import                                     | FILE
            image import /nowhere.tar                        | there is no file /nowhere.tar
            image build /nowhere                             | give --name NAME
            version --output xml                             | --output must be json
            kubeconfig --data-dir /nowhere                   | no server has run in /nowhere
            token create --data-dir /nowhere                 | no server has run in /nowhere
            server --encryption-passphrase-file /nowhere     | --encryption-passphrase-file names /nowhere, which does not exist
            secrets-encrypt status --data-dir /nowhere       | no server has run in /nowhere
            server --backup-schedule noon                    | --backup-schedule: a schedule has five fields
            server --backup-schedule @daily --backup-retention 0 | --backup-retention must be at least 1
            backup --to s3://                                | names no bucket
            backup --to s3://b/p                             | needs --s3-access-key and --s3-secret-key
            backup --to /etc/passwd                          | /etc/passwd is a file
            backup --name a/b                                | --name is a name, not a path
            backup verify                                    | BACKUP
            backup verify /nowhere                           | there is no backup /nowhere
            restore --data-dir /nowhere nothing              | there is no backup nothing
            datastore migrate --from sqlite                  | give --from URL and --to URL
            datastore migrate --from sqlite --to sqlite      | the same datastore
            datastore check ftp://h                          | must be empty, sqlite://FILE
            secrets-encrypt reencrypt -o xml                 | --output must be json
            """)
    void aMistakeEndsInOneSentenceAndExitCodeTwo(String arguments, String sentence) {
        assertThat(run(arguments.split(" +"))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("skerry: ")
                .contains(sentence)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--help",
        "server --help",
        "agent -h",
        "token --help",
        "token create --help",
        "image import --help",
        "secrets-encrypt -h"
    })
    void helpIsEverywhere(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: skerry");
    }

    @Test
    void theVersionIsForPeopleAndForPrograms() {
        assertThat(run("version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("skerry ");
        out.reset();
        assertThat(run("version", "-o", "json")).isZero();
        assertThat(JsonReader.read(out.toByteArray()).at("skerry").text())
                .isEqualTo(dev.skerry.cli.wiring.Release.SKERRY);
    }

    @Test
    void aFileOfFlagsIsReadAndItsFolderToo() throws Exception {
        Path config = folder.resolve("config.yaml");
        Files.writeString(config, "node-name: one\nnode-label: [a=b]\n");
        Files.createDirectories(folder.resolve("config.yaml.d"));
        Files.writeString(folder.resolve("config.yaml.d/10.yaml"), "node-name: two\nnode-label+: [c=d]\n");
        var settings = new SettingsReader(Map.of("SKERRY_NODE_TAINT", "x=y:NoSchedule"), config)
                .read(AgentCommand.command(), Map.of(), java.util.List.of());
        assertThat(settings.text("node-name")).isEqualTo("two");
        assertThat(settings.pairs("node-label")).containsEntry("a", "b").containsEntry("c", "d");
        assertThat(settings.list("node-taint")).containsExactly("x=y:NoSchedule");
        assertThat(settings.text("data-dir")).isEqualTo("/var/lib/skerry");
    }

    @Test
    void aFlagThatIsNoneIsFoundInTheFile() throws Exception {
        Path config = folder.resolve("config.yaml");
        Files.writeString(config, "node-nam: one\n");
        assertThat(run("agent", "--config", config.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("sets \"node-nam\", which is no flag of 'skerry agent'");
    }

    private int run(String... arguments) {
        return Main.run(
                arguments,
                Map.of(),
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
    }
}
