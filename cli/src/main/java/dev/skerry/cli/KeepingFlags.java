// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.backup.schedule.CronSchedule;
import dev.skerry.cli.wiring.Keeping;
import dev.skerry.cli.wiring.ScheduledBackups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The flags of `skerry server` that say how what is stored is kept safe.
final class KeepingFlags {
    static final String PASSPHRASE_FILE = "encryption-passphrase-file";

    private static final String SCHEDULE = "backup-schedule";
    private static final String RETENTION = "backup-retention";
    private static final String TO = "backup-to";
    private static final String BACKUP_PASSPHRASE_FILE = "backup-passphrase-file";

    static final List<Flag> ALL = all();

    private KeepingFlags() {}

    private static List<Flag> all() {
        var all = new ArrayList<>(List.of(
                Flag.single(
                        PASSPHRASE_FILE,
                        "FILE",
                        "",
                        "File with the passphrase that protects the keys of encrypted secrets (default: a key that is made in the data folder at the first start)."),
                Flag.single(
                        SCHEDULE,
                        "CRON",
                        "",
                        "When backups are made, as in \"0 */12 * * *\", in this machine's time (default: never)."),
                Flag.single(RETENTION, "COUNT", "5", "How many scheduled backups are kept."),
                Flag.single(
                        TO,
                        "PLACE",
                        "",
                        "Where they go: a folder, or s3://BUCKET/PREFIX (default: server/backups in the data folder)."),
                Flag.single(BACKUP_PASSPHRASE_FILE, "FILE", "", "File with the passphrase that encrypts them.")));
        all.addAll(S3Flags.ALL);
        return List.copyOf(all);
    }

    /// @param server the server's folder
    static Keeping read(Settings settings, Path server) {
        return new Keeping(passphraseFile(settings, PASSPHRASE_FILE), backups(settings, server));
    }

    private static Optional<ScheduledBackups.Plan> backups(Settings settings, Path server) {
        if (!settings.has(SCHEDULE)) {
            return Optional.empty();
        }
        int retention = settings.count(RETENTION);
        if (retention < 1) {
            throw new UsageException("--" + RETENTION + " must be at least 1.");
        }
        try {
            return Optional.of(new ScheduledBackups.Plan(
                    CronSchedule.parse(settings.text(SCHEDULE)),
                    ZoneId.systemDefault(),
                    BackupFlags.base("scheduled"),
                    retention,
                    BackupFlags.target(
                            settings,
                            settings.text(TO),
                            server,
                            BackupFlags.passphrase(settings, BACKUP_PASSPHRASE_FILE))));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--" + SCHEDULE + ": " + wrong.getMessage() + ".");
        }
    }

    static Optional<Path> passphraseFile(Settings settings, String flag) {
        if (!settings.has(flag)) {
            return Optional.empty();
        }
        Path file = settings.path(flag);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("--" + flag + " names " + file + ", which does not exist.");
        }
        return Optional.of(file);
    }
}
