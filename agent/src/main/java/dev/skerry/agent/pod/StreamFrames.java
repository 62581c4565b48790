// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// The frames of a logs, exec or attach stream: one byte of channel, four bytes of length, the data. Writing
/// is safe for many threads; one reads.
final class StreamFrames {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int ERROR = 3;
    static final int RESIZE = 4;
    static final int HEAD = 5;
    static final int CLOSE = 255;

    private static final int DATA_MAX = 65_536;
    private static final int HEADER = 5;

    /// One frame from the other side.
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(int channel, byte[] data) {}

    private final DataInputStream input;
    private final OutputStream output;

    StreamFrames(InputStream input, OutputStream output) {
        this.input = new DataInputStream(input);
        this.output = output;
    }

    /// The next frame.
    ///
    /// @throws EOFException when the other side has ended
    Frame read() throws IOException {
        int channel = input.readUnsignedByte();
        int length = input.readInt();
        if (length < 0 || length > DATA_MAX) {
            throw new IOException("a frame of " + length + " bytes is longer than agreed");
        }
        byte[] data = new byte[length];
        input.readFully(data);
        return new Frame(channel, data);
    }

    void write(int channel, byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        do {
            int part = Math.min(length - done, DATA_MAX);
            byte[] frame = ByteBuffer.allocate(HEADER + part)
                    .put((byte) channel)
                    .putInt(part)
                    .put(bytes, offset + done, part)
                    .array();
            synchronized (this) {
                output.write(frame);
                output.flush();
            }
            done += part;
        } while (done < length);
    }

    /// The last word: a `Status`.
    void end(JsonObject status) throws IOException {
        byte[] json = JsonWriter.writeBytes(status);
        write(ERROR, json, 0, json.length);
    }

    /// A channel as an output stream. Closing it does nothing: the channel ends with the stream.
    OutputStream channel(int channel) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                StreamFrames.this.write(channel, new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (length > 0) {
                    StreamFrames.this.write(channel, bytes, offset, length);
                }
            }
        };
    }
}
