// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.backup.copy.Migration;
import dev.skerry.backup.copy.Migration.Occupied;
import dev.skerry.backup.copy.StoreCheck;
import dev.skerry.cli.wiring.Datastore;
import dev.skerry.cli.wiring.Progress;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.sqlite.SqliteSnapshot;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// `skerry datastore migrate` and `skerry datastore check`.
final class DatastoreCommand {
    private static final DatastoreFlags FROM = new DatastoreFlags("from", "from", "Where objects are");
    private static final DatastoreFlags TO = new DatastoreFlags("to", "to", "Where they shall be");
    private static final String DATASTORE = "datastore";

    private DatastoreCommand() {}

    static List<Command> all() {
        var migrate = new ArrayList<Flag>(List.of(Flags.DATA));
        migrate.addAll(FROM.all());
        migrate.addAll(TO.all());
        migrate.add(Flag.toggle(
                RestoreCommand.FORCE, "Replaces what the target holds; without it only an empty one is filled."));
        migrate.add(Flags.OUTPUT);
        var check = new ArrayList<Flag>(List.of(Flags.DATA));
        check.addAll(DatastoreFlags.SERVER.all().subList(1, 4));
        check.add(Flags.OUTPUT);
        return List.of(
                new Command(
                        "datastore migrate",
                        "Moves everything into another datastore, and compares the two then. Stop the servers first; run it again if it was cut short.",
                        List.of(),
                        migrate,
                        DatastoreCommand::migrate),
                new Command(
                        "datastore check",
                        "Reads everything in a datastore and says what is damaged; exit code 1 if something is.",
                        List.of("URL"),
                        check,
                        DatastoreCommand::check));
    }

    private static int migrate(Settings settings, Console console) throws Exception {
        boolean isJson = Flags.isJson(settings);
        if (!settings.has(FROM.endpoint()) || !settings.has(TO.endpoint())) {
            throw new UsageException("give --from URL and --to URL; sqlite is the embedded database.");
        }
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        Datastore from = FROM.read(settings, server);
        Datastore to = TO.read(settings, server);
        if (from.name().equals(to.name())) {
            throw new UsageException("--from and --to are the same datastore.");
        }
        var random = new SecureRandom();
        try (Store source = from.openExisting(SystemClock.CLOCK, random);
                var target = to.openAlone(SystemClock.CLOCK, random)) {
            var progress = new Progress("entries moved", SystemClock.CLOCK, console::say);
            Occupied occupied = settings.isOn(RestoreCommand.FORCE) ? Occupied.REPLACE : Occupied.REFUSE;
            Migration.Moved moved = new Migration(source, target, from.name()).run(occupied, progress);
            if (isJson) {
                console.print(JsonObject.of(
                                "entries",
                                moved.entries(),
                                "skipped",
                                moved.skipped(),
                                "revision",
                                moved.revision().value(),
                                "sha256",
                                moved.sha256(),
                                "from",
                                from.name(),
                                "to",
                                to.name())
                        .toString());
            } else {
                console.print("moved " + moved.entries() + " entries from " + from.name() + " to " + to.name()
                        + (moved.skipped() == 0 ? "" : " (" + moved.skipped() + " were there from before)")
                        + "; both hold the same, at revision " + moved.revision());
            }
        }
        return 0;
    }

    private static int check(Settings settings, Console console) throws Exception {
        boolean isJson = Flags.isJson(settings);
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        String url = settings.arguments().getFirst();
        Endpoint endpoint = DatastoreFlags.parsed("\"URL\"", url);
        var datastore = new Datastore(
                endpoint,
                DatastoreFlags.SERVER.tls(settings),
                server.resolve("db").resolve("state.db"));
        var faults = new ArrayList<String>();
        StoreCheck.Found found = new StoreCheck.Found(0, dev.skerry.store.Revision.NONE, List.of());
        try (Store store = datastore.openBeside(SystemClock.CLOCK, new SecureRandom())) {
            if (store instanceof SqliteSnapshot snapshot) {
                faults.addAll(snapshot.faults());
            }
            found = StoreCheck.run(store);
            faults.addAll(found.faults());
            if (store instanceof SqliteSnapshot snapshot) {
                snapshot.checkChanges();
            }
        } catch (StoreCorruptException corrupt) {
            faults.add(String.valueOf(corrupt.getMessage()));
        }
        show(datastore, found, faults, isJson, console);
        return faults.isEmpty() ? 0 : 1;
    }

    private static void show(
            Datastore datastore, StoreCheck.Found found, List<String> faults, boolean isJson, Console console) {
        if (isJson) {
            console.print(JsonObject.of(
                            DATASTORE,
                            datastore.name(),
                            "entries",
                            found.entries(),
                            "revision",
                            found.revision().value(),
                            "ok",
                            faults.isEmpty(),
                            "faults",
                            faults)
                    .toString());
        } else if (faults.isEmpty()) {
            console.print("in order: " + found.entries() + " entries at revision " + found.revision() + " in "
                    + datastore.name());
        } else {
            faults.forEach(console::print);
            console.say(faults.size() + " faults in " + datastore.name()
                    + ": restore a backup ('skerry restore --force BACKUP')");
        }
    }
}
