// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.proxy;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What a program behind this server answers over HTTP/1.1, as far as a proxy has to understand it.
///
/// @param headers by lower-case name; of a header that comes more than once, the first
/// @param body without the framing it came in
record ProxyAnswer(int status, Map<String, String> headers, InputStream body) {
    /// As much as this server takes from its own clients.
    private static final int HEAD_MAX = 64 * 1024;

    /// @throws IOException if the connection fails, or what comes is no HTTP
    static ProxyAnswer read(InputStream raw, boolean isHead) throws IOException {
        var in = new BufferedInputStream(raw);
        var budget = new int[] {HEAD_MAX};
        while (true) {
            String[] start = line(in, budget).split(" ", 3);
            if (start.length < 2 || !start[0].startsWith("HTTP/1.") || !start[1].matches("[1-5]\\d\\d")) {
                throw new IOException("the answer is no HTTP/1.1");
            }
            int status = Integer.parseInt(start[1]);
            Map<String, String> headers = headers(in, budget);
            if (status >= 200 || status == 101) {
                boolean hasBody = !isHead && status != 204 && status != 304;
                return new ProxyAnswer(
                        status, headers, hasBody && status != 101 ? body(in, headers) : hasBody ? in : none());
            }
        }
    }

    private static InputStream none() {
        return InputStream.nullInputStream();
    }

    private static Map<String, String> headers(InputStream in, int[] budget) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("the answer has a header without a name");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Map.copyOf(headers);
    }

    private static InputStream body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            return new ProxyBody(in, ProxyBody.CHUNKED);
        }
        String length = headers.getOrDefault("content-length", "");
        if (length.isEmpty()) {
            return in;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new IOException("the answer has a length that is no number");
        }
        return new ProxyBody(in, Long.parseLong(length));
    }

    /// A line without its end.
    static String line(InputStream in, int[] budget) throws IOException {
        var line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended within the answer");
            }
            if (--budget[0] < 0) {
                throw new IOException("the answer's headers are too long");
            }
            if (next == '\n') {
                int end = line.length() - 1;
                return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
            }
            line.append(new String(new byte[] {(byte) next}, StandardCharsets.ISO_8859_1));
        }
    }
}
