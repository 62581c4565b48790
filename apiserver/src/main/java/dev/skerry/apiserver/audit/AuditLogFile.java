// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.time.Clock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Events as lines of JSON in a file that only its owner may read. When it has grown to its size it is put
/// aside under the time (`audit-2026-11-26T10-15-00.000.log`) and begun anew; of the ones put aside, those
/// that are too old or too many go. Belongs to the thread of its trail.
public final class AuditLogFile implements AuditTrail.Keeper {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS");

    private final Path file;
    private final Limits limits;
    private final Clock clock;
    private @Nullable OutputStream out;
    private long size;

    /// How much is kept.
    ///
    /// @param bytesMax of one file; more is put aside
    /// @param filesMax put aside; 0 for any number
    /// @param ageMax of those; zero for any age
    public record Limits(long bytesMax, int filesMax, Duration ageMax) {}

    public AuditLogFile(Path file, Limits limits, Clock clock) {
        this.file = file;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void keep(List<JsonObject> events) throws IOException {
        try {
            for (JsonObject event : events) {
                byte[] line = JsonWriter.writeBytes(event);
                if (out != null && size + line.length + 1 > limits.bytesMax()) {
                    putAside();
                }
                OutputStream open = opened();
                open.write(line);
                open.write('\n');
                size += line.length + 1;
            }
            opened().flush();
        } catch (IOException failed) {
            // What the stream holds is lost; the next batch begins with the file as it is.
            close();
            throw new IOException("cannot write the audit log " + file + ": " + failed.getMessage(), failed);
        }
    }

    private OutputStream opened() throws IOException {
        OutputStream open = out;
        if (open != null) {
            return open;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        size = Files.size(file);
        if (size >= limits.bytesMax()) {
            putAside();
            return opened();
        }
        var fresh = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
        out = fresh;
        return fresh;
    }

    private void putAside() throws IOException {
        close();
        Files.move(file, file.resolveSibling(stem() + "-" + TIME.format(time(clock.now())) + extension()));
        removeSurplus();
    }

    private void removeSurplus() throws IOException {
        List<Path> aside;
        try (var all = Files.list(file.toAbsolutePath().getParent())) {
            aside = all.filter(one -> putAsideAt(one).isPresent())
                    .sorted(Comparator.comparing((Path one) -> putAsideAt(one).orElseThrow())
                            .reversed())
                    .toList();
        }
        for (int i = 0; i < aside.size(); i++) {
            boolean isTooMany = limits.filesMax() > 0 && i >= limits.filesMax();
            boolean isTooOld = limits.ageMax().isPositive()
                    && putAsideAt(aside.get(i))
                            .orElseThrow()
                            .isBefore(clock.now().minus(limits.ageMax()));
            if (isTooMany || isTooOld) {
                Files.deleteIfExists(aside.get(i));
            }
        }
    }

    /// When a file was put aside; empty if it is none of ours.
    private Optional<Instant> putAsideAt(Path other) {
        String name = other.getFileName().toString();
        String start = stem() + "-";
        if (!name.startsWith(start) || !name.endsWith(extension())) {
            return Optional.empty();
        }
        try {
            String text =
                    name.substring(start.length(), name.length() - extension().length());
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException | StringIndexOutOfBoundsException _) {
            // Somebody else's file with a similar name: not ours to remove.
            return Optional.empty();
        }
    }

    private void close() {
        OutputStream open = out;
        out = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // Told already by the write that failed, if any was.
            }
        }
    }

    private String stem() {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private String extension() {
        return file.getFileName().toString().substring(stem().length());
    }

    private static LocalDateTime time(Instant at) {
        return LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
