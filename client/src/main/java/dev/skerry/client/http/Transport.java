// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import dev.skerry.client.WatchStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Carries requests to an API server and brings back what it answers. [HttpTransport] goes over the
/// network; a server in the same process is asked by a method call.
///
/// Whoever implements it answers any status as an [Answer]; only not reaching the server is an
/// exception.
public interface Transport extends AutoCloseable {
    /// @param target path and query as they stand in a request line, encoded
    /// @param headers by any case
    /// @param body empty for none
    @SuppressWarnings("ArrayRecordComponent")
    record Request(String method, String target, Map<String, String> headers, byte[] body) {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /// One answer, whose body may still be on its way.
    interface Answer extends AutoCloseable {
        int status();

        /// The value of a header; empty text if there is none.
        String header(String name);

        /// The body without its transfer coding. When nothing comes within [#limitWait], a read throws
        /// [java.net.SocketTimeoutException], and the next read goes on where it stopped.
        InputStream body();

        /// The events of a watch, if the transport has them as such: a server in the same process need not write
        /// what we would read again. Closing them closes the answer, whose body is then not read.
        default Optional<WatchStream> events() {
            return Optional.empty();
        }

        /// How long each later read may wait; at least a millisecond.
        void limitWait(Duration most) throws IOException;

        /// Frees the connection: for the next request if the body was read to its end, else it is cut.
        /// A thread that waits in a read is woken by an exception.
        @Override
        void close();
    }

    /// @throws IOException if the server cannot be reached or does not speak HTTP
    Answer send(Request request) throws IOException;

    @Override
    void close();
}
