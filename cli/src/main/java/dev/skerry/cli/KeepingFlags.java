// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.Keeping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The flags of `skerry server` that say how what is stored is kept safe.
final class KeepingFlags {
    static final String PASSPHRASE_FILE = "encryption-passphrase-file";

    static final List<Flag> ALL = List.of(
            Flag.single(
                    PASSPHRASE_FILE,
                    "FILE",
                    "",
                    "File with the passphrase that protects the keys of encrypted secrets (default: a key that is made in the data folder at the first start)."));

    private KeepingFlags() {}

    static Keeping read(Settings settings) {
        return new Keeping(passphraseFile(settings, PASSPHRASE_FILE));
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
