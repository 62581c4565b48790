// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import java.nio.file.Path;
import java.util.Optional;

/// How what is stored is kept safe.
///
/// @param passphraseFile whose words protect the keys of encrypted secrets; empty for a key in a file
public record Keeping(Optional<Path> passphraseFile) {
    /// A key in a file.
    public static final Keeping STANDARD = new Keeping(Optional.empty());
}
