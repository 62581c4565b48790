// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.backup.place.BackupPlace;
import dev.skerry.security.seal.KeyEncryption;
import java.nio.file.Path;
import java.util.Optional;

/// Where backups go, and how.
///
/// @param work where a backup is written before it is put in its place
/// @param passphrase what protects backups; empty for backups in clear
public record BackupTarget(BackupPlace place, Path work, Optional<KeyEncryption> passphrase) {}
