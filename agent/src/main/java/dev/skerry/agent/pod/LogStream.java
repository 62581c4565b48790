// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Writes a container's log to somebody who asked for it.
final class LogStream {
    /// How often the file is looked at while somebody follows: soon enough for eyes.
    private static final Duration LOOK = Duration.ofMillis(100);

    /// What was asked for.
    ///
    /// @param tailLines lines from the end; negative for all
    /// @param limitBytes after which to stop; negative for none
    /// @param since earlier lines are left out
    record Options(boolean follows, boolean hasTimestamps, long tailLines, long limitBytes, Optional<Instant> since) {
        static Options read(Json request, Clock clock) {
            Optional<Instant> since = instant(request.at("sinceTime").text());
            long seconds = request.at("sinceSeconds").longOr(0);
            if (seconds > 0) {
                since = Optional.of(clock.now().minusSeconds(seconds));
            }
            return new Options(
                    request.at("follow").booleanOr(false),
                    request.at("timestamps").booleanOr(false),
                    request.at("tailLines").longOr(-1),
                    request.at("limitBytes").longOr(-1),
                    since);
        }
    }

    private final Options options;
    private final OutputStream output;
    private final Clock clock;
    private long written;
    private boolean isAtLineStart = true;

    LogStream(Options options, OutputStream output, Clock clock) {
        this.options = options;
        this.output = output;
        this.clock = clock;
    }

    /// @param isRunning whether more may come
    /// @param isWanted whether somebody still listens
    void write(Path log, BooleanSupplier isRunning, BooleanSupplier isWanted) throws IOException, InterruptedException {
        long skipped = options.tailLines() < 0 ? 0 : Math.max(0, ContainerLog.count(log) - options.tailLines());
        try (var reader = new ContainerLog(log)) {
            boolean isLast = false;
            while (isWanted.getAsBoolean()) {
                List<byte[]> lines = reader.next();
                for (byte[] line : lines) {
                    if (skipped > 0) {
                        skipped--;
                    } else if (!writeLine(line)) {
                        return;
                    }
                }
                if (!lines.isEmpty()) {
                    continue;
                }
                if (isLast || !options.follows()) {
                    return;
                }
                // What was written just before the end is read in one more round.
                isLast = !isRunning.getAsBoolean();
                if (!isLast) {
                    clock.sleep(LOOK);
                }
            }
        }
    }

    /// @return whether more may be written
    private boolean writeLine(byte[] raw) throws IOException {
        Optional<LogLine> parsed = LogLine.parse(raw);
        if (parsed.isEmpty() || isTooOld(parsed.get())) {
            return true;
        }
        LogLine line = parsed.get();
        if (options.hasTimestamps() && isAtLineStart && !writeBytes((line.time() + " ").getBytes(ISO_8859_1))) {
            return false;
        }
        byte[] content = line.content();
        isAtLineStart = content.length > 0 && content[content.length - 1] == '\n';
        return writeBytes(content);
    }

    private boolean isTooOld(LogLine line) {
        return options.since().isPresent()
                && instant(line.time())
                        .filter(time -> time.isBefore(options.since().get()))
                        .isPresent();
    }

    private boolean writeBytes(byte[] bytes) throws IOException {
        if (options.limitBytes() < 0) {
            output.write(bytes);
            return true;
        }
        int length = (int) Math.min(bytes.length, options.limitBytes() - written);
        output.write(bytes, 0, length);
        written += length;
        return written < options.limitBytes();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            // A time that cannot be read leaves nothing out.
            return Optional.empty();
        }
    }
}
