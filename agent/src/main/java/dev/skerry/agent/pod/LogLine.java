// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.util.Arrays;
import java.util.Optional;

/// A line of a log file in the CRI format, `2026-11-23T08:00:00.123456789Z stdout F text`. The tag `P` says
/// that the line goes on in the next one.
///
/// @param time as it is written, but with `Z` for no offset; texts of the same clock sort as times
/// @param content with its line end, unless it goes on
@SuppressWarnings("ArrayRecordComponent")
record LogLine(String time, String stream, byte[] content) {
    /// @param line without its line end; empty if it is not a line of a log
    static Optional<LogLine> parse(byte[] line) {
        int time = indexOf(line, ' ', 0);
        int stream = indexOf(line, ' ', time + 1);
        int tag = indexOf(line, ' ', stream + 1);
        if (time < 1 || stream < 0 || tag < 0 || line[0] < '0' || line[0] > '9') {
            return Optional.empty();
        }
        boolean goesOn = line[stream + 1] == 'P';
        int length = line.length - tag - 1;
        byte[] content = Arrays.copyOfRange(line, tag + 1, tag + 1 + length + (goesOn ? 0 : 1));
        if (!goesOn) {
            content[length] = '\n';
        }
        return Optional.of(
                new LogLine(text(line, 0, time).replace("+00:00", "Z"), text(line, time + 1, stream), content));
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(byte[] line, char wanted, int from) {
        for (int i = Math.max(from, 0); i < line.length; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
