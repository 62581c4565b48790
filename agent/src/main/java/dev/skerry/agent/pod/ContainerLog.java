// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the log of one container, over its rotated files, from the oldest line to the newest; later calls
/// go on where the last one ended, also when the file is rotated meanwhile.
final class ContainerLog implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    /// A line that is longer is cut: no runtime writes such lines in one piece.
    private static final int LINE_MAX = 1 << 20;

    private final Path log;

    /// Files not yet opened, the oldest first.
    private final ArrayDeque<Path> files = new ArrayDeque<>();

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private Optional<RandomAccessFile> open = Optional.empty();
    private Object openKey = "";

    ContainerLog(Path log) {
        this.log = log;
        for (int i = LogRotation.FILES_MAX - 1; i >= 1; i--) {
            Path rotated = LogRotation.rotated(log, i);
            if (Files.isRegularFile(rotated)) {
                files.add(rotated);
            }
        }
        files.add(log);
    }

    /// Some more complete lines; none if there is nothing new.
    List<byte[]> next() throws IOException {
        var lines = new ArrayList<byte[]>();
        while (lines.isEmpty()) {
            if (open.isEmpty() && !openNext()) {
                return lines;
            }
            int count = readChunk(open.orElseThrow(), lines);
            if (count < 0 && !moveOn()) {
                return lines;
            }
        }
        return lines;
    }

    private boolean openNext() throws IOException {
        while (!files.isEmpty()) {
            Path file = files.removeFirst();
            if (Files.isRegularFile(file)) {
                open = Optional.of(new RandomAccessFile(file.toFile(), "r"));
                openKey = key(file);
                return true;
            }
        }
        return false;
    }

    private int readChunk(RandomAccessFile file, List<byte[]> lines) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int count = file.read(chunk);
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                begun.write(chunk, start, i - start);
                lines.add(begun.toByteArray());
                begun.reset();
                start = i + 1;
            }
        }
        if (count > start && begun.size() < LINE_MAX) {
            begun.write(chunk, start, count - start);
        }
        return count;
    }

    /// At the end of a file: goes on with the next one, if there is one by now.
    private boolean moveOn() throws IOException {
        boolean isRotated = files.isEmpty() && Files.isRegularFile(log) && !key(log).equals(openKey);
        if (isRotated) {
            files.add(log);
        }
        if (files.isEmpty()) {
            return false;
        }
        close();
        open = Optional.empty();
        begun.reset();
        return openNext();
    }

    private static Object key(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    /// How many lines there are now.
    static long count(Path log) throws IOException {
        long count = 0;
        try (var reader = new ContainerLog(log)) {
            for (List<byte[]> lines = reader.next(); !lines.isEmpty(); lines = reader.next()) {
                count += lines.size();
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
