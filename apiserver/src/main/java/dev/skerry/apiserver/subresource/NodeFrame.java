// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// A piece of a stream to or from a node, in the form that [NodeConnector] fixes.
///
/// @param channel 0 stdin, 1 stdout, 2 stderr, 3 the final Status, 4 terminal size, 5 what kind of document comes, 255
/// close
@SuppressWarnings("ArrayRecordComponent")
record NodeFrame(int channel, byte[] data) {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int ERROR = 3;
    static final int RESIZE = 4;
    static final int HEAD = 5;
    static final int CLOSE = 255;

    private static final int DATA_MAX = 65_536;

    /// The next frame, or empty when the node has closed.
    static Optional<NodeFrame> read(InputStream in) throws IOException {
        int channel = in.read();
        if (channel < 0) {
            return Optional.empty();
        }
        var data = new DataInputStream(in);
        int length = data.readInt();
        if (length < 0 || length > DATA_MAX) {
            throw new IOException("a frame of " + length + " bytes is more than a node may send");
        }
        byte[] payload = data.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the node left within a frame");
        }
        return Optional.of(new NodeFrame(channel, payload));
    }

    /// Writes data as frames: one, or as many as it takes.
    static void write(OutputStream out, int channel, byte[] data) throws IOException {
        int from = 0;
        do {
            int length = Math.min(DATA_MAX, data.length - from);
            byte[] frame = new byte[5 + length];
            frame[0] = (byte) channel;
            frame[1] = (byte) (length >> 24);
            frame[2] = (byte) (length >> 16);
            frame[3] = (byte) (length >> 8);
            frame[4] = (byte) length;
            System.arraycopy(data, from, frame, 5, length);
            out.write(frame);
            from += length;
        } while (from < data.length);
        out.flush();
    }
}
