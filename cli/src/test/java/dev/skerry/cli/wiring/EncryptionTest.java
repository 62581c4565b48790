// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets of a whole server, on its disk and through its API.
class EncryptionTest {
    private static final String ENCRYPTION = "/skerry/v1/encryption";
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String VALUE = "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZQ==";

    @TempDir
    private Path folder;

    @Test
    void aSecretIsReadAsItWasWrittenAndIsNotOnTheDisk() throws Exception {
        try (var server = RunningServer.start(folder)) {
            server.create(SECRETS, "{'metadata':{'name':'login'},'data':{'password':'" + VALUE + "'}}")
                    .is(201);
            assertThat(server.read(SECRETS + "/login")
                            .is(200)
                            .at("data", "password")
                            .text())
                    .isEqualTo(VALUE);
            assertThat(isOnDisk("kube-root-ca.crt")).as("the search finds").isTrue();
            assertThat(isOnDisk(VALUE)).isFalse();
        }
        assertThat(isOnDisk(VALUE)).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
                .isEqualTo("rw-------");
        try (var again = RunningServer.start(folder)) {
            assertThat(again.read(SECRETS + "/login").at("data", "password").text())
                    .isEqualTo(VALUE);
        }
    }

    @Test
    void keysAreRotatedWhileTheServerRuns() throws Exception {
        try (var server = RunningServer.start(folder)) {
            server.create(SECRETS, "{'metadata':{'name':'login'},'data':{'password':'" + VALUE + "'}}")
                    .is(201);
            server.await(ENCRYPTION, status -> status.at("stage").text().equals("reencrypt_finished"));
            server.create(ENCRYPTION, "{'action':'nonsense'}").is(400);

            assertThat(server.create(ENCRYPTION, "{'action':'rotate-keys'}")
                            .is(200)
                            .at("keys")
                            .elements())
                    .hasSize(2);
            server.create(ENCRYPTION, "{'action':'rotate-keys'}").is(409);

            server.await(ENCRYPTION, status -> status.at("resealed").longOr(0) >= 1);
            assertThat(server.read(SECRETS + "/login").at("data", "password").text())
                    .isEqualTo(VALUE);
        }
    }

    @Test
    void aServerWithoutItsKeyOrWithAnotherDoesNotStart() throws Exception {
        RunningServer.start(folder).close();
        String right = Files.readString(key());
        Files.delete(key());
        assertThatThrownBy(() -> RunningServer.start(folder))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("encryption-key.json is missing: put the file back");
        Files.writeString(key(), "{}");
        assertThatThrownBy(() -> RunningServer.start(folder))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("does not hold an encryption key");
        Files.writeString(key(), right);
        RunningServer.start(folder).close();
    }

    private Path key() {
        return folder.resolve("server").resolve("cred").resolve("encryption-key.json");
    }

    private boolean isOnDisk(String text) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }
}
