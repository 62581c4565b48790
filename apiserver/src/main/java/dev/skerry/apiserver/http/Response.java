// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// What the API answers.
public sealed interface Response {
    int status();

    Map<String, String> headers();

    /// A whole answer.
    @SuppressWarnings("ArrayRecordComponent")
    record Full(int status, Map<String, String> headers, byte[] body) implements Response {
        public Full {
            headers = Map.copyOf(headers);
        }
    }

    /// An answer that goes on: a watch, a log that is followed. The writer runs on the request's virtual
    /// thread, blocks while the client does not read, and ends by returning. When the client goes away
    /// its thread is interrupted or its next write throws.
    record Stream(int status, Map<String, String> headers, Writer writer) implements Response {
        public Stream {
            headers = Map.copyOf(headers);
        }
    }

    /// A connection that leaves HTTP (status 101): WebSocket for exec, attach, port-forward and edge
    /// nodes. The transport answers the upgrade with these headers and hands over the raw bytes.
    record Upgrade(Map<String, String> headers, Conversation conversation) implements Response {
        public Upgrade {
            headers = Map.copyOf(headers);
        }

        @Override
        public int status() {
            return 101;
        }
    }

    /// Writes a body piece by piece; each flush reaches the client.
    @FunctionalInterface
    interface Writer {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /// Both directions of an upgraded connection; over when the method returns.
    @FunctionalInterface
    interface Conversation {
        void run(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }
}
