// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.backup.copy.Migration.Occupied;
import dev.skerry.backup.copy.Restore;
import dev.skerry.backup.file.BackupReader;
import dev.skerry.cli.wiring.BackupJob;
import dev.skerry.cli.wiring.Datastore;
import dev.skerry.cli.wiring.Progress;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// `skerry restore`: a datastore from a backup.
final class RestoreCommand {
    static final String FORCE = "force";

    private RestoreCommand() {}

    static Command command() {
        var flags = new ArrayList<Flag>(List.of(
                Flags.DATA,
                BackupFlags.PASSPHRASE,
                Flag.toggle(FORCE, "Replaces what the datastore holds; without it only an empty one is filled.")));
        flags.addAll(DatastoreFlags.SERVER.all());
        flags.addAll(S3Flags.ALL);
        flags.add(Flags.OUTPUT);
        return new Command(
                "restore",
                "Fills the datastore from a backup. Stop the servers that use it first.",
                List.of("BACKUP"),
                flags,
                RestoreCommand::run);
    }

    private static int run(Settings settings, Console console) throws Exception {
        boolean isJson = Flags.isJson(settings);
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        Datastore datastore = DatastoreFlags.SERVER.read(settings, server);
        Occupied occupied = settings.isOn(FORCE) ? Occupied.REPLACE : Occupied.REFUSE;
        var passphrase = BackupFlags.passphrase(settings, BackupFlags.PASSPHRASE_FILE);
        try (BackupCommand.Fetched backup = BackupCommand.Fetched.of(settings)) {
            // To its end, before anything is touched: of a damaged backup nothing gets in.
            BackupJob.readAll(
                    backup.file(), passphrase, new Progress("pieces checked", SystemClock.CLOCK, console::say));
            var random = new SecureRandom();
            try (var target = occupied == Occupied.REPLACE
                            ? datastore.openForReplacing(SystemClock.CLOCK, random, console::say)
                            : datastore.openAlone(SystemClock.CLOCK, random);
                    var in = Files.newInputStream(backup.file());
                    var reader = BackupReader.open(in, passphrase)) {
                var progress = new Progress("pieces restored", SystemClock.CLOCK, console::say);
                Restore.Restored restored = new Restore(target).run(reader, occupied, progress);
                if (isJson) {
                    console.print(JsonObject.of(
                                    "entries",
                                    restored.entries(),
                                    "backupRevision",
                                    restored.backedUp().value(),
                                    "revision",
                                    restored.revision().value(),
                                    "datastore",
                                    datastore.name())
                            .toString());
                } else {
                    console.print("restored " + restored.entries() + " entries into " + datastore.name()
                            + "; the backup stands at revision " + restored.backedUp() + ", the datastore at "
                            + restored.revision());
                }
            }
        }
        return 0;
    }
}
