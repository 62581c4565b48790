// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import dev.skerry.api.object.KubeObject;
import dev.skerry.client.WatchStream;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/// A watch as the wire has it: one JSON object a line. A line that has come in part when the wait is
/// over is kept for the next call.
final class RestWatch implements WatchStream {
    /// Objects are at most 3 MiB; a deletion carries one of them.
    private static final int LINE_MAX = 16 << 20;

    private final Transport.Answer answer;
    private final byte[] block = new byte[8 << 10];
    private int blockStart;
    private int blockEnd;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean isEnded;

    RestWatch(Transport.Answer answer) {
        this.answer = answer;
    }

    @Override
    public Optional<Event> next(Duration timeout) throws InterruptedException {
        try {
            while (!isEnded) {
                if (takeLine()) {
                    byte[] text = line.toByteArray();
                    line.reset();
                    return Optional.of(event(JsonReader.read(text)));
                }
                answer.limitWait(timeout.isZero() ? Duration.ofMillis(1) : timeout);
                int count = answer.body().read(block, 0, block.length);
                isEnded = count < 0;
                blockStart = 0;
                blockEnd = Math.max(count, 0);
            }
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        } catch (IOException | JsonException _) {
            // A connection that breaks, or a line that was cut: both mean to watch again from the last event.
            isEnded = true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("told to stop while watching");
        }
        return Optional.of(new Event.Ended());
    }

    @Override
    public void close() {
        answer.close();
    }

    /// Moves bytes from the block to the line; true when a line is whole. Empty lines are skipped.
    private boolean takeLine() throws IOException {
        while (blockStart < blockEnd) {
            int end = blockStart;
            while (end < blockEnd && block[end] != '\n') {
                end++;
            }
            if (line.size() + end - blockStart > LINE_MAX) {
                throw new IOException("the server sent an event longer than " + LINE_MAX + " bytes");
            }
            line.write(block, blockStart, end - blockStart);
            blockStart = end + 1;
            if (end < blockEnd && line.size() > 0) {
                return true;
            }
        }
        return false;
    }

    private static Event event(Json json) {
        Json object = json.at("object");
        return switch (json.at("type").text()) {
            case "ADDED" -> new Event.Added(new KubeObject(object.object()));
            case "MODIFIED" -> new Event.Modified(new KubeObject(object.object()));
            case "DELETED" -> new Event.Deleted(new KubeObject(object.object()));
            case "BOOKMARK" ->
                new Event.Bookmark(object.at("metadata", "resourceVersion").text());
            default ->
                new Event.Failed(
                        object.at("code").intOr(500), object.at("message").text());
        };
    }
}
