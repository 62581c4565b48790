// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.backup.file.BackupReader;
import dev.skerry.backup.file.BackupSummary;
import dev.skerry.cli.wiring.BackupJob;
import dev.skerry.cli.wiring.BackupTarget;
import dev.skerry.cli.wiring.Datastore;
import dev.skerry.cli.wiring.Progress;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `skerry backup`, `skerry backup list` and `skerry backup verify`.
final class BackupCommand {
    private static final String TO = "to";
    private static final String NAME = "name";

    private BackupCommand() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "backup",
                        "Saves everything in the datastore, also while servers use it.",
                        List.of(),
                        flags(
                                List.of(
                                        Flag.single(
                                                TO,
                                                "PLACE",
                                                "",
                                                "A folder, or s3://BUCKET/PREFIX (default: server/backups in the data folder)."),
                                        Flag.single(
                                                NAME,
                                                "NAME",
                                                "",
                                                "What the backup is called (default: on-demand, this machine and the time)."),
                                        BackupFlags.PASSPHRASE),
                                DatastoreFlags.SERVER.all()),
                        BackupCommand::make),
                new Command(
                        "backup list",
                        "Shows the backups in a place.",
                        List.of(),
                        flags(
                                List.of(
                                        Flag.single(
                                                TO,
                                                "PLACE",
                                                "",
                                                "A folder, or s3://BUCKET/PREFIX (default: server/backups in the data folder).")),
                                List.of()),
                        BackupCommand::list),
                new Command(
                        "backup verify",
                        "Reads a whole backup and says whether it is in order; exit code 1 if not.",
                        List.of("BACKUP"),
                        flags(List.of(BackupFlags.PASSPHRASE), List.of()),
                        BackupCommand::verify));
    }

    private static List<Flag> flags(List<Flag> first, List<Flag> further) {
        var flags = new ArrayList<Flag>(List.of(Flags.DATA));
        flags.addAll(first);
        flags.addAll(further);
        flags.addAll(S3Flags.ALL);
        flags.add(Flags.OUTPUT);
        return List.copyOf(flags);
    }

    private static int make(Settings settings, Console console) throws Exception {
        boolean isJson = Flags.isJson(settings);
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        Datastore datastore = DatastoreFlags.SERVER.read(settings, server);
        BackupTarget target = BackupFlags.target(
                settings, settings.text(TO), server, BackupFlags.passphrase(settings, BackupFlags.PASSPHRASE_FILE));
        var random = new SecureRandom();
        var job = new BackupJob(SystemClock.CLOCK, random);
        String name = settings.has(NAME) ? named(settings.text(NAME)) : job.name(BackupFlags.base("on-demand"));
        try (Store source = datastore.openBeside(SystemClock.CLOCK, random)) {
            Datastore.requireWhole(source);
            var progress = new Progress("entries saved", SystemClock.CLOCK, console::say);
            BackupJob.Made made = job.run(source, datastore.name(), target, name, progress);
            console.print(
                    isJson
                            ? made.json().toString()
                            : "saved " + made.summary().entries() + " entries at revision "
                                    + made.summary().revision() + " as " + made.name() + " in " + made.place() + " ("
                                    + made.bytes() / 1024 + " KiB" + (made.isEncrypted() ? ", encrypted" : "") + ")");
        }
        return 0;
    }

    private static String named(String name) {
        if (name.contains("/") || name.startsWith(".")) {
            throw new UsageException("--" + NAME + " is a name, not a path: give the folder with --" + TO + ".");
        }
        return name;
    }

    private static int list(Settings settings, Console console) throws Exception {
        boolean isJson = Flags.isJson(settings);
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        BackupTarget target = BackupFlags.target(settings, settings.text(TO), server, Optional.empty());
        List<String> names = target.place().names();
        if (isJson) {
            console.print(JsonObject.of("place", target.place().name(), "backups", names)
                    .toString());
        } else {
            names.forEach(console::print);
        }
        return 0;
    }

    private static int verify(Settings settings, Console console) throws Exception {
        boolean isJson = Flags.isJson(settings);
        try (Fetched backup = Fetched.of(settings)) {
            var passphrase = BackupFlags.passphrase(settings, BackupFlags.PASSPHRASE_FILE);
            var progress = new Progress("pieces read", SystemClock.CLOCK, console::say);
            BackupSummary summary = BackupJob.readAll(backup.file(), passphrase, progress);
            Json json;
            try (var in = Files.newInputStream(backup.file());
                    var reader = BackupReader.open(in, passphrase)) {
                json = summary.json()
                        .with("made", reader.header().made())
                        .with("source", reader.header().source())
                        .with("encrypted", reader.header().isEncrypted());
            }
            console.print(
                    isJson
                            ? json.toString()
                            : "in order: " + summary.entries() + " entries and " + summary.changes()
                                    + " changes at revision " + summary.revision() + ", made "
                                    + json.at("made").text() + " of "
                                    + json.at("source").text());
        }
        return 0;
    }

    /// A backup on this machine's disk; one from elsewhere only for as long as it is needed.
    record Fetched(Path file, boolean isTemporary) implements AutoCloseable {
        /// The one that the command's first argument names.
        static Fetched of(Settings settings) throws IOException, InterruptedException {
            String text = settings.arguments().getFirst();
            Path server = settings.path(Flags.DATA_DIR).resolve("server");
            BackupFlags.Location location = BackupFlags.location(settings, text, server);
            if (!text.startsWith(S3Flags.SCHEME)) {
                return new Fetched(Path.of(location.place().name()).resolve(location.name()), false);
            }
            Path file = Files.createTempFile("skerry-backup", ".part");
            try {
                location.place().fetch(location.name(), file);
                return new Fetched(file, true);
            } catch (NoSuchFileException _) {
                Files.delete(file);
                throw new UsageException(
                        "there is no backup " + text + ". 'skerry backup list' shows those of a place.");
            } catch (IOException | InterruptedException failed) {
                Files.delete(file);
                throw failed;
            }
        }

        @Override
        public void close() throws IOException {
            if (isTemporary) {
                Files.deleteIfExists(file);
            }
        }
    }
}
