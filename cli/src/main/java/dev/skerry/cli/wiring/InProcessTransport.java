// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.WatchResponse;
import dev.skerry.client.WatchStream;
import dev.skerry.client.http.BytePipe;
import dev.skerry.client.http.Transport;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Carries a client's requests to the API server in the same process: no socket, no TLS, no credentials.
/// The handler it is given fixes who is calling, and authorization applies to them as to anybody.
///
/// A watch is handed over as it is. Any other answer that goes on is written by a task of its own into a bounded pipe;
/// closing the answer ends it.
final class InProcessTransport implements Transport {
    private final Handler handler;
    private final TaskGroup tasks;

    /// @param tasks in which answers that go on are written; belongs to the caller
    InProcessTransport(Handler handler, TaskGroup tasks) {
        this.handler = handler;
        this.tasks = tasks;
    }

    @Override
    public Answer send(Request request) throws IOException {
        try {
            return switch (handler.handle(translated(request))) {
                case Response.Full full -> new Whole(full);
                case Response.Stream stream
                when stream.writer() instanceof WatchResponse watch && watch.showsWholeObjects() ->
                    new Watched(stream, watch);
                case Response.Stream stream -> ongoing(stream);
                case Response.Upgrade _ -> throw new IOException("a call inside the process cannot leave HTTP");
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the API answered");
        }
    }

    /// Nothing is held open between requests.
    @Override
    public void close() {}

    private Answer ongoing(Response.Stream stream) {
        var pipe = new BytePipe();
        tasks.start("in-process answer", () -> {
            try (var out = pipe.out()) {
                stream.writer().writeTo(out);
            } catch (IOException _) {
                // The reader closed its end: nobody wants the rest.
            }
        });
        return new Ongoing(stream, pipe);
    }

    private static dev.skerry.apiserver.http.Request translated(Request request) {
        String target = request.target();
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        var headers = new LinkedHashMap<String, List<String>>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), List.of(value)));
        return new dev.skerry.apiserver.http.Request(
                request.method(),
                decoded(path.replace("+", "%2B")),
                mark < 0 ? Map.of() : parameters(target.substring(mark + 1)),
                headers,
                request.body(),
                List.of(),
                "in-process");
    }

    private static Map<String, List<String>> parameters(String query) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String header(Response response, String name) {
        for (var header : response.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue();
            }
        }
        return "";
    }

    private record Whole(Response.Full full) implements Answer {
        @Override
        public int status() {
            return full.status();
        }

        @Override
        public String header(String name) {
            return InProcessTransport.header(full, name);
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(full.body());
        }

        @Override
        public void limitWait(Duration most) {}

        @Override
        public void close() {}
    }

    private record Watched(Response.Stream stream, WatchResponse watch) implements Answer {
        @Override
        public int status() {
            return stream.status();
        }

        @Override
        public String header(String name) {
            return InProcessTransport.header(stream, name);
        }

        @Override
        public Optional<WatchStream> events() {
            return Optional.of(new InProcessWatch(watch));
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public void limitWait(Duration most) {}

        @Override
        public void close() {
            watch.close();
        }
    }

    private record Ongoing(Response.Stream stream, BytePipe pipe) implements Answer {
        @Override
        public int status() {
            return stream.status();
        }

        @Override
        public String header(String name) {
            return InProcessTransport.header(stream, name);
        }

        @Override
        public InputStream body() {
            return pipe.in();
        }

        @Override
        public void limitWait(Duration most) {
            pipe.limitWait(most);
        }

        @Override
        public void close() {
            pipe.close();
        }
    }
}
