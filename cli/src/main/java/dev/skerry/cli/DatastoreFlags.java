// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.Datastore;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads where objects are kept. The flags and the URLs have K3s' forms.
final class DatastoreFlags {
    static final String ENDPOINT = "datastore-endpoint";
    private static final String AUTHORITY = "datastore-cafile";
    private static final String CERTIFICATE = "datastore-certfile";
    private static final String KEY = "datastore-keyfile";

    static final List<Flag> ALL = List.of(
            Flag.single(
                    ENDPOINT,
                    "URL",
                    "",
                    "Where objects are kept: empty or sqlite for the embedded database, sqlite:///FILE for a file of its own, https://HOST:2379,https://HOST:2379 for an etcd."),
            Flag.single(
                    AUTHORITY, "FILE", "", "Certificates of who vouches for the datastore (default: the system's)."),
            Flag.single(CERTIFICATE, "FILE", "", "Certificate to show to the datastore, as PEM."),
            Flag.single(KEY, "FILE", "", "Key of that certificate, as PEM."));

    private DatastoreFlags() {}

    /// @param server the server's folder
    static Datastore read(Settings settings, Path server) {
        Path usual = server.resolve("db").resolve("state.db");
        return new Datastore(endpoint(settings.text(ENDPOINT)), tls(settings), usual);
    }

    private static Endpoint endpoint(String text) {
        Endpoint endpoint;
        try {
            endpoint = Endpoint.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--" + ENDPOINT + ": " + wrong.getMessage() + ".");
        }
        return switch (endpoint) {
            case Endpoint.Embedded embedded -> embedded;
            case Endpoint.Etcd etcd -> etcd;
            case Endpoint.Postgres _, Endpoint.Mysql _ ->
                throw new UsageException(
                        "--" + ENDPOINT + " \"" + endpoint
                                + "\" is not supported by this version: leave it out for the embedded SQLite, or give an etcd.");
        };
    }

    private static TlsFiles tls(Settings settings) {
        if (settings.has(CERTIFICATE) != settings.has(KEY)) {
            throw new UsageException("Give --" + CERTIFICATE + " and --" + KEY + " together.");
        }
        return new TlsFiles(file(settings, AUTHORITY), file(settings, CERTIFICATE), file(settings, KEY));
    }

    private static Optional<Path> file(Settings settings, String flag) {
        return settings.has(flag) ? Optional.of(settings.path(flag)) : Optional.empty();
    }
}
