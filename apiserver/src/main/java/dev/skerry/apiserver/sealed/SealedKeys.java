// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.store.Key;
import java.util.List;

/// Which keys of the store have values that are sealed: the resources below these prefixes.
///
/// @param prefixes each with a slash at its end
public record SealedKeys(List<String> prefixes) {
    /// Secrets, and with them tokens of service accounts and bootstrap tokens, which are Secrets.
    public static final SealedKeys STANDARD = new SealedKeys(List.of("/registry/core/secrets/"));

    public SealedKeys {
        prefixes = List.copyOf(prefixes);
    }

    boolean contains(Key key) {
        for (String prefix : prefixes) {
            if (key.text().startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
