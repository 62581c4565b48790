// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.Datastore;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads where objects are kept. The flags and the URLs have K3s' forms.
///
/// @param endpoint the flag with the URL
/// @param files what the flags of the PEM files begin with
/// @param what the help calls it
record DatastoreFlags(String endpoint, String files, String what) {
    /// Those of a server, and of the commands that look after its datastore.
    static final DatastoreFlags SERVER =
            new DatastoreFlags("datastore-endpoint", "datastore", "Where objects are kept");

    private static final String URLS =
            ": empty or sqlite for the embedded database, sqlite:///FILE for a file of its own, postgres://USER:PASSWORD@HOST/DATABASE, mysql://USER:PASSWORD@tcp(HOST:3306)/DATABASE, https://HOST:2379,https://HOST:2379 for an etcd.";

    List<Flag> all() {
        return List.of(
                Flag.single(endpoint, "URL", "", what + URLS),
                Flag.single(
                        files + "-cafile",
                        "FILE",
                        "",
                        "Certificates of who vouches for the datastore (default: the system's)."),
                Flag.single(files + "-certfile", "FILE", "", "Certificate to show to the datastore, as PEM."),
                Flag.single(files + "-keyfile", "FILE", "", "Key of that certificate, as PEM."));
    }

    /// @param server the server's folder
    Datastore read(Settings settings, Path server) {
        Path usual = server.resolve("db").resolve("state.db");
        return new Datastore(parsed("--" + endpoint, settings.text(endpoint)), tls(settings), usual);
    }

    /// @param name how messages call what the user gave
    static Endpoint parsed(String name, String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(name + ": " + wrong.getMessage() + ".");
        }
    }

    TlsFiles tls(Settings settings) {
        String certificate = files + "-certfile";
        String key = files + "-keyfile";
        if (settings.has(certificate) != settings.has(key)) {
            throw new UsageException("Give --" + certificate + " and --" + key + " together.");
        }
        return new TlsFiles(file(settings, files + "-cafile"), file(settings, certificate), file(settings, key));
    }

    private static Optional<Path> file(Settings settings, String flag) {
        return settings.has(flag) ? Optional.of(settings.path(flag)) : Optional.empty();
    }
}
