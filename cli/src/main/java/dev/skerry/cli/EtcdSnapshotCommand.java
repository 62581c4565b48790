// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.site.SiteTools;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.member.Snapshot;
import dev.skerry.remotestore.member.Snapshots;
import java.util.List;

/// `skerry etcd-snapshot save|ls|prune|delete`: the snapshots on this server.
final class EtcdSnapshotCommand {
    private static final String NAME = "name";
    private static final Flag NAMED =
            Flag.single(NAME, "NAME", "on-demand", "What the snapshot is called; the time follows.");

    private EtcdSnapshotCommand() {}

    static List<Command> all() {
        return List.of(save(), list(), prune(), delete());
    }

    private static Command save() {
        return new Command(
                "etcd-snapshot save",
                "Takes a snapshot of the etcd that this server runs. Run it on the server.",
                List.of(),
                List.of(Flags.DATA, SiteFlags.PLACE, NAMED, Flags.OUTPUT),
                (settings, console) -> {
                    var server = settings.path(Flags.DATA_DIR).resolve("server");
                    try (var client = SiteTools.client(server, SystemClock.CLOCK)) {
                        Snapshot taken = snapshots(settings).save(client, settings.text(NAME));
                        print(settings, console, List.of(taken));
                    }
                    return 0;
                });
    }

    private static Command list() {
        return new Command(
                "etcd-snapshot ls",
                "Lists the snapshots on this server, newest first.",
                List.of(),
                List.of(Flags.DATA, SiteFlags.PLACE, Flags.OUTPUT),
                (settings, console) -> {
                    print(settings, console, snapshots(settings).list());
                    return 0;
                });
    }

    private static Command prune() {
        return new Command(
                "etcd-snapshot prune",
                "Deletes all snapshots of a name but the newest.",
                List.of(),
                List.of(Flags.DATA, SiteFlags.PLACE, NAMED, SiteFlags.KEEP, Flags.OUTPUT),
                (settings, console) -> {
                    int keep = settings.count(SiteFlags.RETENTION);
                    print(settings, console, snapshots(settings).prune(settings.text(NAME), keep));
                    return 0;
                });
    }

    private static Command delete() {
        return new Command(
                "etcd-snapshot delete",
                "Deletes a snapshot.",
                List.of("NAME"),
                List.of(Flags.DATA, SiteFlags.PLACE),
                (settings, _) -> {
                    snapshots(settings).delete(settings.arguments().getFirst());
                    return 0;
                });
    }

    private static Snapshots snapshots(Settings settings) {
        return new Snapshots(SiteFlags.folder(settings), SystemClock.CLOCK);
    }

    private static void print(Settings settings, Console console, List<Snapshot> snapshots) {
        if (Flags.isJson(settings)) {
            console.print(JsonArray.of(
                            snapshots.stream().map(EtcdSnapshotCommand::json).toArray())
                    .toString());
        } else {
            snapshots.forEach(
                    snapshot -> console.print(snapshot.name() + "  " + snapshot.bytes() + "  " + snapshot.takenAt()));
        }
    }

    private static JsonObject json(Snapshot snapshot) {
        return JsonObject.of(
                "name", snapshot.name(),
                "file", snapshot.file().toString(),
                "bytes", snapshot.bytes(),
                "takenAt", snapshot.takenAt().toString());
    }
}
