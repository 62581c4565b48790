// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.agent.pod.FakeRuntime;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalCheckTest {
    private final FakeRuntime runtime = new FakeRuntime();
    private final Check check = new LocalCheck(runtime, SystemClock.CLOCK);

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK,              true",
        "HTTP/1.0 204 No Content,      true",
        "HTTP/1.1 302 Found,           true",
        "HTTP/1.1 404 Not Found,       false",
        "HTTP/1.1 503,                 false",
        "SSH-2.0-OpenSSH,              false",
        "HTTP/1.1 abc,                 false",
    })
    void theStatusDecides(String statusLine, boolean isSuccess) throws Exception {
        assertThat(ask(statusLine + "\r\n\r\n").isSuccess()).isEqualTo(isSuccess);
    }

    @Test
    void aServerThatSaysNothingIsTooLate() throws Exception {
        assertThat(ask("").output()).contains("deadline exceeded");
    }

    private Check.Answer ask(String response) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var tasks = new TaskGroup()) {
            tasks.start("server", () -> answer(server, response));
            var get = new ProbeAction.HttpGet(
                    "http", "127.0.0.1", server.getLocalPort(), "/healthz", List.of(Map.entry("X", "a\r\nb")));
            return check.run(get, "c", Duration.ofMillis(500));
        }
    }

    private static void answer(ServerSocket server, String response) throws IOException {
        try (var socket = server.accept()) {
            var request = new String(socket.getInputStream().readNBytes(24), StandardCharsets.US_ASCII);
            assertThat(request).startsWith("GET /healthz HTTP/1.1\r\n");
            socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            // Reads on, so that the connection stays open until the other side closes it.
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void aPortThatIsClosedIsANo() throws Exception {
        int port;
        try (var server = new ServerSocket(0)) {
            port = server.getLocalPort();
            assertThat(check.run(new ProbeAction.Tcp("127.0.0.1", port), "c", Duration.ofSeconds(1))
                            .isSuccess())
                    .isTrue();
        }
        assertThat(check.run(new ProbeAction.Tcp("127.0.0.1", port), "c", Duration.ofSeconds(1))
                        .output())
                .startsWith("dial tcp 127.0.0.1:" + port);
    }

    @Test
    void aCommandSaysYesByItsExitCode() throws Exception {
        runtime.command = (command, _, stdout, _) -> {
            stdout.write(command.getFirst().getBytes(StandardCharsets.UTF_8));
            return command.size() - 1;
        };
        assertThat(check.run(new ProbeAction.Exec(List.of("yes")), "c", Duration.ofSeconds(5)))
                .isEqualTo(new Check.Answer(true, "yes"));
        assertThat(check.run(new ProbeAction.Exec(List.of("no", "x")), "c", Duration.ofSeconds(5))
                        .isSuccess())
                .isFalse();
    }
}
