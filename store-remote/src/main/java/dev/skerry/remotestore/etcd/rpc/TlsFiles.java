// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import java.nio.file.Path;

/// What an `https` endpoint is trusted by, and what we show it. Files are read anew for each connection, so a
/// renewed certificate needs no restart.
public record TlsFiles(Trust trust, Identity identity) {
    public static final TlsFiles NONE = new TlsFiles(new Trust.System(), new Identity.None());

    /// Whose certificates are believed.
    public sealed interface Trust {
        /// Those that the machine believes.
        record System() implements Trust {}

        /// A file of certificates.
        record File(Path authorities) implements Trust {}
    }

    /// What we show.
    public sealed interface Identity {
        record None() implements Identity {}

        /// A certificate (with its chain) and its key, both as PEM.
        record Files(Path certificate, Path key) implements Identity {}
    }
}
