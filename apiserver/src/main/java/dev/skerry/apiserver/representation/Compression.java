// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Packs large answers for clients that can unpack them. Small ones are not worth the time.
public final class Compression {
    private static final int WORTH_IT = 128 * 1024;

    private Compression() {}

    /// The answer, packed if it is large and the client accepts gzip.
    public static Response.Full of(Request request, Response.Full whole) {
        if (whole.body().length < WORTH_IT || !isAccepted(request)) {
            return whole;
        }
        return new Response.Full(whole.status(), packedHeaders(whole.headers()), packed(whole.body()));
    }

    /// A large answer, packed while it is written if the client accepts gzip. Not for watches: events must
    /// not wait for each other.
    public static Response.Stream of(Request request, Response.Stream stream) {
        if (!isAccepted(request)) {
            return stream;
        }
        return new Response.Stream(stream.status(), packedHeaders(stream.headers()), out -> {
            var gzip = new FastGzip(out);
            try {
                stream.writer().writeTo(gzip);
                gzip.finish();
            } finally {
                gzip.free();
            }
        });
    }

    private static boolean isAccepted(Request request) {
        return Arrays.stream(request.header("accept-encoding").orElse("").split(",", 16))
                .anyMatch(coding -> coding.strip().startsWith("gzip"));
    }

    private static Map<String, String> packedHeaders(Map<String, String> plain) {
        var headers = new HashMap<>(plain);
        headers.put("Content-Encoding", "gzip");
        headers.put("Vary", "Accept-Encoding");
        return headers;
    }

    private static byte[] packed(byte[] body) {
        var out = new ByteArrayOutputStream(body.length / 6);
        try (var gzip = new FastGzip(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    /// Gives up a little size for a lot of time.
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 16 * 1024);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /// Gives back the native memory, a quarter of a megabyte; what it writes to stays open.
        void free() {
            def.end();
        }
    }
}
