// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.backup.copy.StoreCopy;
import dev.skerry.backup.file.BackupDamagedException;
import dev.skerry.backup.file.BackupReader;
import dev.skerry.backup.file.BackupSummary;
import dev.skerry.backup.file.BackupWriter;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/// Makes one backup: writes it, reads it back, and puts it in its place. What is there under its name is whole.
public final class BackupJob {
    private static final int ATTEMPTS = 3;
    private static final String SUFFIX = ".skerry";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final RandomGenerator random;

    public BackupJob(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// What was made.
    public record Made(String name, String place, long bytes, boolean isEncrypted, BackupSummary summary) {
        public JsonObject json() {
            return summary.json()
                    .with("name", name)
                    .with("place", place)
                    .with("bytes", bytes)
                    .with("encrypted", isEncrypted);
        }
    }

    /// A name with the time in it.
    public String name(String base) {
        return base + "-" + TIME.format(clock.now()) + SUFFIX;
    }

    /// Whether a name is one of [#name].
    public static boolean isOneOf(String base, String name) {
        return name.startsWith(base + "-")
                && name.substring(base.length()).matches("-[0-9]{8}T[0-9]{6}Z" + "\\" + SUFFIX);
    }

    /// @param sourceName what the header says it was made of
    /// @throws IOException that says what to do, if it cannot be written
    public Made run(Store source, String sourceName, BackupTarget target, String name, LongConsumer progress)
            throws IOException, InterruptedException {
        makePrivate(target.work());
        Path file = target.work().resolve(name + ".part");
        try {
            BackupSummary summary = write(source, sourceName, file, target.passphrase(), progress);
            readBack(file, summary, target.passphrase());
            long bytes = Files.size(file);
            target.place().put(name, file);
            return new Made(
                    name, target.place().name(), bytes, target.passphrase().isPresent(), summary);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private BackupSummary write(
            Store source, String sourceName, Path file, Optional<KeyEncryption> by, LongConsumer progress)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return writeOnce(source, sourceName, file, by, progress);
            } catch (TransientException tooFast) {
                if (attempt == ATTEMPTS) {
                    throw tooFast;
                }
            }
        }
    }

    private BackupSummary writeOnce(
            Store source, String sourceName, Path file, Optional<KeyEncryption> by, LongConsumer progress)
            throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        FileChannel.open(file, options, ownerOnly).close();
        var origin = new BackupWriter.Origin(clock.now(), sourceName);
        BackupSummary summary;
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var writer = BackupWriter.begin(Channels.newOutputStream(channel), origin, by, random)) {
            var pieces = new AtomicLong();
            Revision end = StoreCopy.read(source, piece -> {
                writer.write(piece);
                progress.accept(pieces.incrementAndGet());
            });
            summary = writer.finish(end);
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return summary;
    }

    private static void readBack(Path file, BackupSummary written, Optional<KeyEncryption> by) throws IOException {
        BackupSummary read = readAll(file, by, _ -> {});
        if (!read.equals(written)) {
            throw new BackupDamagedException("what was written to " + file + " is not what is read back");
        }
    }

    /// Reads a whole backup and finds whatever is wrong with it.
    public static BackupSummary readAll(Path file, Optional<KeyEncryption> by, LongConsumer progress)
            throws IOException {
        try (var in = Files.newInputStream(file);
                var reader = BackupReader.open(in, by)) {
            for (long pieces = 0; reader.next().isPresent(); pieces++) {
                progress.accept(pieces);
            }
            return reader.summary();
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
