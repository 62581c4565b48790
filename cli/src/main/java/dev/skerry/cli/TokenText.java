// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A join token as the user gave it: on the command line, or in a file so that it stands in no process list.
final class TokenText {
    private TokenText() {}

    /// The token, or empty text.
    static String optional(Settings settings) {
        if (settings.has(Flags.TOKEN) && settings.has(Flags.TOKEN_FILE)) {
            throw new UsageException("give --token or --token-file, not both.");
        }
        if (!settings.has(Flags.TOKEN_FILE)) {
            return settings.text(Flags.TOKEN).strip();
        }
        Path file = settings.path(Flags.TOKEN_FILE);
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new UsageException("--token-file names " + file + ", which is empty.");
            }
            return text;
        } catch (IOException failed) {
            throw new UsageException("--token-file names " + file + ", which cannot be read ("
                    + failed.getClass().getSimpleName() + ").");
        }
    }
}
