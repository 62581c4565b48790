// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import dev.skerry.backup.place.S3Requests.Body;
import dev.skerry.foundation.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A bucket of anything that speaks S3, and a prefix in it. The bucket stands in the path, not in the host's name:
/// that works everywhere, with any certificate.
///
/// A small backup goes up in one request, a larger one in parts, one after the other; so one may have 5 TiB.
public final class S3Place implements BackupPlace {
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(15);
    /// What goes at once, and what a part has: a line of 2 Mbit/s carries it before the wait for an answer is over.
    private static final long PART_BYTES = 64L << 20;

    private final S3Requests requests;
    private final String bucket;
    private final String prefix;
    private final long partBytes;

    /// @param prefix before the names in the bucket; empty, or with a slash at its end
    public S3Place(S3Account account, String bucket, String prefix, HttpClient http, Clock clock) {
        this(new S3Requests(account, http, clock), bucket, prefix, PART_BYTES);
    }

    /// @param partBytes at least 5 MiB, as S3 wants it
    S3Place(S3Requests requests, String bucket, String prefix, long partBytes) {
        this.requests = requests;
        this.bucket = bucket;
        this.prefix = prefix;
        this.partBytes = partBytes;
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
        FilePart whole = FilePart.of(file);
        String attempt = "write " + name() + name;
        if (whole.length() > partBytes) {
            new S3Upload(requests, key(name), attempt).put(whole, partBytes);
        } else {
            requests.send("PUT", key(name), new TreeMap<>(), Body.of(whole), attempt);
        }
    }

    @Override
    public void fetch(String name, Path file) throws IOException, InterruptedException {
        var answer = requests.send("GET", key(name), new TreeMap<>(), Body.NONE, BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == 404) {
                throw new NoSuchFileException(name() + name);
            }
            if (answer.statusCode() != 200) {
                throw S3Requests.refusal(
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
            var answer =
                    requests.send("GET", "/" + RequestSignature.encoded(bucket), query, Body.NONE, "list " + name());
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
        String attempt = "remove " + name() + name;
        var answer = requests.send("DELETE", key(name), new TreeMap<>(), Body.NONE, BodyHandlers.ofString());
        if (answer.statusCode() != 404 && answer.statusCode() / 100 != 2) {
            throw S3Requests.refusal(attempt, answer.statusCode(), answer.body());
        }
    }

    private String key(String name) {
        var path = new StringBuilder("/").append(RequestSignature.encoded(bucket));
        for (String segment : (prefix + name).split("/", -1)) {
            path.append('/').append(RequestSignature.encoded(segment));
        }
        return path.toString();
    }
}
