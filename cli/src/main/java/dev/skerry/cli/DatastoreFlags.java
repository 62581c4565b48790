// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.DatastoreOptions;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads where objects are kept. Flags and URLs are those of K3s.
final class DatastoreFlags {
    private static final String ENDPOINT = "datastore-endpoint";
    private static final String AUTHORITY = "datastore-cafile";
    private static final String CERTIFICATE = "datastore-certfile";
    private static final String KEY = "datastore-keyfile";

    static final List<Flag> ALL = List.of(
            Flag.single(
                    ENDPOINT,
                    "URL",
                    "",
                    "Where objects are kept: empty or sqlite for the embedded database, sqlite:///FILE for a file of its"
                            + " own, postgres://USER:PASSWORD@HOST:5432/DATABASE,"
                            + " mysql://USER:PASSWORD@tcp(HOST:3306)/DATABASE."),
            Flag.single(
                    AUTHORITY,
                    "FILE",
                    "",
                    "PEM of who vouches for the datastore's certificate; turns TLS on, and checks its name."),
            Flag.single(CERTIFICATE, "FILE", "", "PEM of the certificate to show the datastore."),
            Flag.single(KEY, "FILE", "", "PEM (PKCS#8) of its key."));

    private DatastoreFlags() {}

    static DatastoreOptions read(Settings settings) {
        return new DatastoreOptions(endpoint(settings.text(ENDPOINT)), files(settings));
    }

    private static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException wrong) {
            // Without what was given: it may hold a password.
            throw new UsageException("--" + ENDPOINT + " " + wrong.getMessage() + ".");
        }
    }

    private static TlsFiles files(Settings settings) {
        if (settings.has(CERTIFICATE) != settings.has(KEY)) {
            throw new UsageException("--" + CERTIFICATE + " and --" + KEY + " go together.");
        }
        return new TlsFiles(file(settings, AUTHORITY), file(settings, CERTIFICATE), file(settings, KEY));
    }

    private static Optional<Path> file(Settings settings, String flag) {
        return settings.has(flag) ? Optional.of(settings.path(flag)) : Optional.empty();
    }
}
