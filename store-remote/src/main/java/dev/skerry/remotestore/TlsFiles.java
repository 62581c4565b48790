// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore;

import java.nio.file.Path;
import java.util.Optional;

/// The PEM files of `--datastore-cafile`, `--datastore-certfile` and `--datastore-keyfile`.
///
/// @param authority who vouches for the engine's certificate; empty for the system's authorities
/// @param certificate ours, with its chain, for engines that want one
/// @param key of our certificate, PKCS#8
public record TlsFiles(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

    public TlsFiles {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
        }
    }

    public boolean isEmpty() {
        return authority.isEmpty() && certificate.isEmpty();
    }
}
