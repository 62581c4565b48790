// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.backup.place.BackupPlace;
import dev.skerry.backup.place.FolderPlace;
import dev.skerry.cli.wiring.BackupTarget;
import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.security.seal.Passphrase;
import dev.skerry.security.seal.SealException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Reads where backups are and what protects them.
final class BackupFlags {
    static final String PASSPHRASE_FILE = "passphrase-file";

    static final Flag PASSPHRASE =
            Flag.single(PASSPHRASE_FILE, "FILE", "", "File with the passphrase with which the backup is encrypted.");

    private BackupFlags() {}

    /// One backup.
    record Location(BackupPlace place, String name) {}

    /// Where the server on this machine keeps its backups.
    static Path usualFolder(Path server) {
        return server.resolve("backups");
    }

    /// @param text a folder, or `s3://BUCKET/PREFIX`; empty for the usual folder
    static BackupTarget target(Settings settings, String text, Path server, Optional<KeyEncryption> passphrase) {
        if (text.startsWith(S3Flags.SCHEME)) {
            return new BackupTarget(S3Flags.place(settings, text), usualFolder(server), passphrase);
        }
        Path folder = text.isEmpty()
                ? usualFolder(server)
                : Path.of(text).toAbsolutePath().normalize();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException(folder + " is a file. Give a folder for backups, or s3://BUCKET/PREFIX.");
        }
        return new BackupTarget(new FolderPlace(folder), folder, passphrase);
    }

    /// @param text a file, the name of one in the usual folder, or `s3://BUCKET/PREFIX/NAME`
    static Location location(Settings settings, String text, Path server) {
        if (text.startsWith(S3Flags.SCHEME)) {
            int slash = text.lastIndexOf('/');
            if (slash < S3Flags.SCHEME.length() || slash == text.length() - 1) {
                throw new UsageException("\"" + text + "\" names no backup: give s3://BUCKET/PREFIX/NAME.");
            }
            return new Location(S3Flags.place(settings, text.substring(0, slash)), text.substring(slash + 1));
        }
        Path file = Path.of(text).toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            file = usualFolder(server).resolve(text);
        }
        if (!Files.isRegularFile(file)) {
            throw new UsageException(
                    "there is no backup " + text + ". 'skerry backup list' shows those of this server.");
        }
        return new Location(new FolderPlace(file.resolveSibling("")), String.valueOf(file.getFileName()));
    }

    static Optional<KeyEncryption> passphrase(Settings settings, String flag) {
        return KeepingFlags.passphraseFile(settings, flag).map(file -> {
            try {
                return new Passphrase(
                        "the passphrase in " + file, Files.readString(file).strip());
            } catch (IOException | SealException unusable) {
                throw new UsageException("--" + flag + ": " + unusable.getMessage() + ".");
            }
        });
    }

    /// What this machine's backups are called.
    static String base(String kind) {
        try {
            return kind + "-" + InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException _) {
            return kind;
        }
    }
}
