// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/// Where objects are kept.
///
/// @param files how an engine on another machine is spoken to in secret
public record DatastoreOptions(Endpoint endpoint, TlsFiles files) {
    /// The embedded database in this file.
    public static DatastoreOptions embedded(Path file) {
        return new DatastoreOptions(new Endpoint.Embedded(Optional.of(file)), TlsFiles.NONE);
    }
}
