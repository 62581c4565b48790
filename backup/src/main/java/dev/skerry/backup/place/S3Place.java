// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import dev.skerry.foundation.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A bucket of anything that speaks S3, and a prefix in it. The bucket stands in the path, not in the host's name:
/// that works everywhere, with any certificate.
///
/// A backup goes up in one request, which S3 limits to 5 GiB: compressed, that is a hundred times the largest cluster
/// measured.
public final class S3Place implements BackupPlace {
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(15);
    private static final Duration ANSWER_WAIT = Duration.ofMinutes(5);
    private static final long SIZE_MAX = 5L << 30;
    private static final String NOTHING = RequestSignature.hash(new byte[0]);

    private final S3Account account;
    private final String bucket;
    private final String prefix;
    private final HttpClient http;
    private final Clock clock;

    /// @param prefix before the names in the bucket; empty, or with a slash at its end
    public S3Place(S3Account account, String bucket, String prefix, HttpClient http, Clock clock) {
        this.account = account;
        this.bucket = bucket;
        this.prefix = prefix;
        this.http = http;
        this.clock = clock;
    }

    /// A client that suits: one kind of HTTP, no surprises.
    public static HttpClient.Builder client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_WAIT);
    }

    @Override
    public String name() {
        return "s3://" + bucket + "/" + prefix;
    }

    @Override
    public void put(String name, Path file) throws IOException, InterruptedException {
        if (Files.size(file) > SIZE_MAX) {
            throw new IOException(file + " is larger than the 5 GiB that S3 takes in one piece");
        }
        var answer = send("PUT", key(name), new TreeMap<>(), hash(file), BodyPublishers.ofFile(file), text());
        require(answer, "write " + name() + name);
    }

    @Override
    public void fetch(String name, Path file) throws IOException, InterruptedException {
        var answer =
                send("GET", key(name), new TreeMap<>(), NOTHING, BodyPublishers.noBody(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == 404) {
                throw new NoSuchFileException(name() + name);
            }
            if (answer.statusCode() != 200) {
                throw refusal(
                        "read " + name() + name,
                        answer.statusCode(),
                        new String(body.readNBytes(4096), StandardCharsets.UTF_8));
            }
            try (var out = Files.newOutputStream(file)) {
                body.transferTo(out);
            }
        }
    }

    @Override
    public List<String> names() throws IOException, InterruptedException {
        var names = new ArrayList<String>();
        S3Listing page;
        String more = "";
        do {
            var query = new TreeMap<String, String>();
            query.put("list-type", "2");
            query.put("prefix", prefix);
            if (!more.isEmpty()) {
                query.put("continuation-token", more);
            }
            var answer = send(
                    "GET", "/" + RequestSignature.encoded(bucket), query, NOTHING, BodyPublishers.noBody(), text());
            require(answer, "list " + name());
            page = S3Listing.parse(
                    new ByteArrayInputStream(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            for (String key : page.keys()) {
                String rest = key.substring(Math.min(key.length(), prefix.length()));
                if (!rest.isEmpty() && rest.indexOf('/') < 0) {
                    names.add(rest);
                }
            }
            more = page.continuation();
        } while (!more.isEmpty());
        return names.stream().sorted().toList();
    }

    @Override
    public void remove(String name) throws IOException, InterruptedException {
        var answer = send("DELETE", key(name), new TreeMap<>(), NOTHING, BodyPublishers.noBody(), text());
        if (answer.statusCode() != 404) {
            require(answer, "remove " + name() + name);
        }
    }

    private String key(String name) {
        var path = new StringBuilder("/").append(RequestSignature.encoded(bucket));
        for (String segment : (prefix + name).split("/", -1)) {
            path.append('/').append(RequestSignature.encoded(segment));
        }
        return path.toString();
    }

    private <T> HttpResponse<T> send(
            String method,
            String path,
            SortedMap<String, String> query,
            String hash,
            BodyPublisher body,
            BodyHandler<T> reading)
            throws IOException, InterruptedException {
        URI endpoint = account.endpoint();
        Instant now = clock.now();
        var headers = new TreeMap<String, String>();
        headers.put(
                "host", endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort());
        headers.put("x-amz-content-sha256", hash);
        headers.put("x-amz-date", RequestSignature.TIME.format(now));
        var signature = new RequestSignature(method, path, query, headers, hash);
        String address = endpoint.getScheme() + "://" + headers.get("host") + path
                + (query.isEmpty() ? "" : "?" + signature.queryText());
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(ANSWER_WAIT)
                .header("x-amz-content-sha256", hash)
                .header("x-amz-date", RequestSignature.TIME.format(now))
                .header("Authorization", signature.authorization(account, now))
                .method(method, body)
                .build();
        try {
            return http.send(request, reading);
        } catch (IOException failed) {
            throw new IOException("cannot reach " + endpoint + ": " + failed, failed);
        }
    }

    private static BodyHandler<String> text() {
        return BodyHandlers.ofString();
    }

    private static void require(HttpResponse<String> answer, String attempt) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw refusal(attempt, answer.statusCode(), answer.body());
        }
    }

    private static IOException refusal(String attempt, int status, String body) {
        String why = S3Listing.failure(body);
        return new IOException(
                "cannot " + attempt + ": the server answered " + status + (why.isEmpty() ? "" : ", " + why));
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = RequestSignature.sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
