// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Packs large answers for clients that can unpack them. Small ones are not worth the time.
public final class Compression {
    private static final int WORTH_IT = 128 * 1024;

    private Compression() {}

    /// The answer, packed if it is large and the client accepts gzip.
    public static Response.Full of(Request request, Response.Full whole) {
        boolean isAccepted = Arrays.stream(
                        request.header("accept-encoding").orElse("").split(",", 16))
                .anyMatch(coding -> coding.strip().startsWith("gzip"));
        if (whole.body().length < WORTH_IT || !isAccepted) {
            return whole;
        }
        var headers = new HashMap<>(whole.headers());
        headers.put("Content-Encoding", "gzip");
        headers.put("Vary", "Accept-Encoding");
        return new Response.Full(whole.status(), headers, packed(whole.body()));
    }

    private static byte[] packed(byte[] body) {
        var out = new ByteArrayOutputStream(body.length / 6);
        try (var gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }
}
