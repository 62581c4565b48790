// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.security.pki.SecretFile;
import dev.skerry.store.memory.MemoryStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedIdentityTest {
    private final MemoryStore engine = new MemoryStore();
    private Path one = Path.of("");
    private Path two = Path.of("");

    @BeforeEach
    void folders(@TempDir Path folder) {
        one = folder.resolve("one");
        two = folder.resolve("two");
    }

    @Test
    void theSecondServerGetsWhatTheFirstHasMade() {
        settle(one, "");
        settle(two, token(one));
        assertThat(text(two, "tls/ca.pem")).isEqualTo(text(one, "tls/ca.pem"));
        assertThat(text(two, "cred/encryption-key.json")).isEqualTo(text(one, "cred/encryption-key.json"));
        settle(two, "");
        assertThat(token(two)).as("kept for the next start").isEqualTo(token(one));
    }

    @Test
    void theTokenMayBeWrittenAsK3sDoes() {
        settle(one, "our own words");
        settle(two, "K10" + "0".repeat(64) + "::server:our own words");
        assertThat(text(two, "tls/ca.pem")).isEqualTo(text(one, "tls/ca.pem"));
    }

    @Test
    void nothingOfItCanBeReadInTheEngine() {
        settle(one, "our own words");
        String stored = new String(engine.find(SharedIdentity.KEY).orElseThrow().value(), UTF_8);
        assertThat(stored).doesNotContain("made by").doesNotContain("our own words");
    }

    @Test
    void withoutTheTokenOrWithAnotherItIsSaidWhatToDo() {
        settle(one, "our own words");
        assertThatThrownBy(() -> settle(two, ""))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("start the server with --token");
        assertThatThrownBy(() -> settle(two, "other words"))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("the token is not that of the cluster");
        assertThat(two.resolve("tls")).doesNotExist();
    }

    @Test
    void anotherClustersAuthorityIsNotOverwritten() {
        settle(one, "our own words");
        file(two, "tls/ca.pem").write("made by somebody else");
        assertThatThrownBy(() -> settle(two, "our own words"))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("is of another cluster");
        assertThat(text(two, "tls/ca.pem")).isEqualTo("made by somebody else");
    }

    @Test
    void aServerThatWasAloneTakesItsAuthorityAlong() {
        file(one, "tls/ca.pem").write("long in use");
        settle(one, "our own words");
        settle(two, "our own words");
        assertThat(text(two, "tls/ca.pem")).isEqualTo("long in use");
    }

    @Test
    void ofTwoThatBeginTogetherOneGivesWay() {
        new SharedIdentity(engine, two, new SecureRandom()).settle("our own words", () -> {
            make(two);
            settle(one, "our own words");
        });
        assertThat(text(two, "tls/ca.pem")).isEqualTo(text(one, "tls/ca.pem"));
    }

    private void settle(Path server, String token) {
        new SharedIdentity(engine, server, new SecureRandom()).settle(token, () -> make(server));
    }

    private static void make(Path server) {
        for (String name : new String[] {"tls/ca.pem", "tls/service-account.pem", "cred/encryption-key.json"}) {
            if (file(server, name).find().isEmpty()) {
                file(server, name).write("made by " + server);
            }
        }
    }

    private static String token(Path server) {
        return text(server, "token").strip();
    }

    private static String text(Path server, String name) {
        return file(server, name).find().orElseThrow();
    }

    private static SecretFile file(Path server, String name) {
        return new SecretFile(server.resolve(name));
    }
}
