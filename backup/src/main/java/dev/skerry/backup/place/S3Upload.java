// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.backup.place.S3Requests.Body;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Puts an object into a bucket in parts: what is larger than S3 takes at once, and what a slow line would not carry
/// before somebody loses patience. Nothing is to be seen of the object before all of it is there; what does not come
/// about is taken back.
final class S3Upload {
    /// S3 takes no more of them.
    private static final int PARTS_MAX = 10_000;

    private final S3Requests requests;
    private final String path;
    private final String attempt;

    /// @param path of the object
    /// @param attempt what it is to do, for messages
    S3Upload(S3Requests requests, String path, String attempt) {
        this.requests = requests;
        this.path = path;
        this.attempt = attempt;
    }

    /// @param partBytes of a part, unless there would be too many
    void put(FilePart whole, long partBytes) throws IOException, InterruptedException {
        String id = begin();
        try {
            long least = (whole.length() + PARTS_MAX - 1) / PARTS_MAX;
            finish(id, send(id, whole.cut(Math.max(partBytes, least))));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            takeBack(id, failed);
            throw failed;
        }
    }

    private String begin() throws IOException, InterruptedException {
        var answer = requests.send("POST", path, query("uploads", ""), Body.NONE, attempt);
        return S3Answers.uploadId(answer.body());
    }

    /// The list of parts that finishes the upload.
    private String send(String id, List<FilePart> parts) throws IOException, InterruptedException {
        var list = new StringBuilder("<CompleteMultipartUpload>");
        for (int number = 1; number <= parts.size(); number++) {
            var query = query("uploadId", id);
            query.put("partNumber", Integer.toString(number));
            var answer = requests.send("PUT", path, query, Body.of(parts.get(number - 1)), attempt);
            String tag = answer.headers().firstValue("etag").orElse("");
            list.append("<Part><PartNumber>")
                    .append(number)
                    .append("</PartNumber><ETag>")
                    .append(tag.replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</ETag></Part>");
        }
        return list.append("</CompleteMultipartUpload>").toString();
    }

    /// The server may begin its answer with 200 and say only then that it could not.
    private void finish(String id, String list) throws IOException, InterruptedException {
        var answer = requests.send("POST", path, query("uploadId", id), Body.of(list.getBytes(UTF_8)), attempt);
        if (!S3Answers.failure(answer.body()).isEmpty()) {
            throw S3Requests.refusal(attempt, answer.statusCode(), answer.body());
        }
    }

    private void takeBack(String id, Exception failed) throws InterruptedException {
        try {
            requests.send("DELETE", path, query("uploadId", id), Body.NONE, attempt);
        } catch (IOException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    private static TreeMap<String, String> query(String name, String value) {
        return new TreeMap<>(Map.of(name, value));
    }
}
