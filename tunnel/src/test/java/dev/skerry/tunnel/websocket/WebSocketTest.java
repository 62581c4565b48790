// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
    private static final int MAX = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, MAX})
    void aMessageOfAnyLengthArrives(int length) throws IOException {
        byte[] message = new byte[length];
        new Random(length).nextBytes(message);
        var wire = new ByteArrayOutputStream();
        end(WebSocket.Role.CLIENT, InputStream.nullInputStream(), wire).send(message);
        assertThat(end(WebSocket.Role.SERVER, read(wire.toByteArray()), OutputStream.nullOutputStream())
                        .receive())
                .hasValueSatisfying(received -> assertThat(received).isEqualTo(message));
    }

    @Test
    void piecesWithAPingBetweenThemBecomeOneMessage() throws IOException {
        byte[] wire = {0x02, 1, 'a', (byte) 0x89, 1, 'p', 0x00, 1, 'b', (byte) 0x80, 1, 'c'};
        var answers = new ByteArrayOutputStream();
        WebSocket client = end(WebSocket.Role.CLIENT, read(wire), answers);
        assertThat(client.receive())
                .hasValueSatisfying(message -> assertThat(message).isEqualTo(bytes("abc")));
        assertThat(answers.toByteArray()[0]).as("a pong").isEqualTo((byte) 0x8a);
    }

    @Test
    void aCloseIsAnsweredAndEndsTheStream() throws IOException {
        var answers = new ByteArrayOutputStream();
        WebSocket client = end(WebSocket.Role.CLIENT, read(new byte[] {(byte) 0x88, 0}), answers);
        assertThat(client.receive()).isEmpty();
        assertThat(answers.toByteArray()[0]).isEqualTo((byte) 0x88);
        client.send(bytes("too late"));
        assertThat(answers.size()).isEqualTo(8);
    }

    @Test
    void aMessageThatIsTooLongOrNotMaskedIsRefused() {
        byte[] huge = {(byte) 0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> end(WebSocket.Role.CLIENT, read(huge), OutputStream.nullOutputStream())
                        .receive())
                .isInstanceOf(WebSocketException.class)
                .hasMessageContaining("at most");
        byte[] bare = {(byte) 0x82, 1, 'a'};
        assertThatThrownBy(() -> end(WebSocket.Role.SERVER, read(bare), OutputStream.nullOutputStream())
                        .receive())
                .isInstanceOf(WebSocketException.class)
                .hasMessageContaining("masked");
    }

    @Test
    void theHandshakeIsThatOfTheStandard() throws IOException {
        // The example of RFC 6455, section 1.3.
        assertThat(Handshake.answerHeaders("dGhlIHNhbXBsZSBub25jZQ=="))
                .containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        String yes =
                "HTTP/1.1 101 Switching Protocols\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nrest";
        InputStream in = read(bytes(yes));
        Handshake.readAnswer(in, "dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(in.readAllBytes()).isEqualTo(bytes("rest"));
    }

    @Test
    void aRefusedHandshakeSaysWhatTheServerSaid() {
        String no = "HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nno entry!";
        assertThatThrownBy(() -> Handshake.readAnswer(read(bytes(no)), "k"))
                .isInstanceOfSatisfying(
                        WebSocketException.class,
                        refused -> assertThat(refused.status()).isEqualTo(403))
                .hasMessageContaining("no entry!");
    }

    private static WebSocket end(WebSocket.Role role, InputStream in, OutputStream out) {
        return new WebSocket(in, out, role, new Random(1), MAX);
    }

    private static InputStream read(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
