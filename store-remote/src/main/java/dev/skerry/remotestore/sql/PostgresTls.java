// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// How PostgreSQL is spoken to in secret. The endpoint's parameters are those of libpq, and win over the files of
/// the flags. With an authority and no `sslmode` the certificate and its name are checked.
///
/// @param mode empty for the driver's own, which takes TLS if the engine offers it
record PostgresTls(String mode, Optional<String> authority, Optional<KeyFile> ours) {
    static PostgresTls of(Map<String, String> parameters, TlsFiles files) {
        Optional<String> authority = file(parameters, "sslrootcert", files.authority());
        return new PostgresTls(
                parameters.getOrDefault("sslmode", authority.isPresent() ? "verify-full" : ""),
                authority,
                file(parameters, "sslcert", files.certificate())
                        .flatMap(certificate -> file(parameters, "sslkey", files.key())
                                .map(key -> KeyFile.of(Path.of(certificate), Path.of(key)))));
    }

    private static Optional<String> file(Map<String, String> parameters, String name, Optional<Path> flag) {
        return Optional.ofNullable(parameters.get(name)).or(() -> flag.map(Path::toString));
    }

    void addTo(Properties properties) {
        if (!mode.isEmpty()) {
            properties.setProperty("sslmode", mode);
        }
        authority.ifPresent(file -> properties.setProperty("sslrootcert", file));
        ours.ifPresent(file -> {
            properties.setProperty("sslkey", file.store().toString());
            properties.setProperty("sslpassword", file.password());
        });
    }
}
