// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.apiserver.websocket.WebSocketConnection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// A WebSocket as two plain streams of bytes, for another protocol inside: where a message begins and ends
/// means nothing.
record WebSocketBytes(WebSocketConnection socket) {
    InputStream input() {
        return new InputStream() {
            private InputStream message = InputStream.nullInputStream();

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int start, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                int count = message.read(target, start, length);
                while (count < 0) {
                    var next = socket.read();
                    if (next.isEmpty()) {
                        return -1;
                    }
                    message = new ByteArrayInputStream(next.get());
                    count = message.read(target, start, length);
                }
                return count;
            }
        };
    }

    /// Each write is a message.
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                socket.writeBinary(Arrays.copyOfRange(bytes, start, start + length));
            }
        };
    }
}
