// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import java.nio.file.Path;
import java.util.Optional;

/// How what is stored is kept safe.
///
/// @param passphraseFile whose words protect the keys of encrypted secrets; empty for a key in a file
/// @param backups when backups are made; empty for never
public record Keeping(Optional<Path> passphraseFile, Optional<ScheduledBackups.Plan> backups) {
    /// A key in a file, and no backups.
    public static final Keeping STANDARD = new Keeping(Optional.empty(), Optional.empty());
}
