// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;

/// The last lines of a log file in the CRI format.
final class LogTail {
    /// A line has a time stamp, a stream and a tag of about this size before its text.
    private static final int OVERHEAD = 48;

    private LogTail() {}

    /// The text of at most so many lines and bytes from the end.
    static String text(Path log, int linesMax, int bytesMax) throws IOException {
        if (!Files.isRegularFile(log)) {
            return "";
        }
        var lines = new ArrayList<String>();
        int bytes = 0;
        String[] raw = end(log, bytesMax + linesMax * OVERHEAD).split("\n", -1);
        for (int i = raw.length - 1; i >= 0 && lines.size() < linesMax && bytes < bytesMax; i--) {
            // The first line may have been cut; it is a line only if it still looks like one.
            var line = LogLine.parse(raw[i].getBytes(UTF_8));
            if (line.isPresent()) {
                String text = new String(line.get().content(), UTF_8);
                bytes += text.length();
                lines.add(text);
            }
        }
        Collections.reverse(lines);
        String text = String.join("", lines);
        return text.length() > bytesMax ? text.substring(text.length() - bytesMax) : text;
    }

    private static String end(Path log, int bytesMax) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long size = file.length();
            byte[] end = new byte[(int) Math.min(size, bytesMax)];
            file.seek(size - end.length);
            file.readFully(end);
            return new String(end, UTF_8);
        }
    }
}
