// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// How MySQL is spoken to in secret. The endpoint's parameter `tls` has the values of Go's driver: `true` checks
/// the certificate and its name, `skip-verify` neither, `false` is no TLS. With an authority or a certificate of
/// ours and no `tls` it is `true`; with nothing it is `false`.
///
/// @param mode as the driver calls it
/// @param ours our certificate and key
record MysqlTls(String mode, Optional<Path> authority, Optional<KeyFile> ours) {
    static MysqlTls of(Map<String, String> parameters, TlsFiles files) {
        String mode = switch (parameters.getOrDefault("tls", files.isEmpty() ? "false" : "true")) {
            case "true", "custom" -> "verify-full";
            case "skip-verify" -> "trust";
            case "false" -> "disable";
            default -> throw new IllegalArgumentException("the parameter tls must be true, skip-verify or false");
        };
        Optional<KeyFile> ours =
                files.certificate().flatMap(certificate -> files.key().map(key -> KeyFile.of(certificate, key)));
        return new MysqlTls(mode, files.authority(), ours);
    }

    void addTo(Properties properties) {
        properties.setProperty("sslMode", mode);
        authority.ifPresent(file -> properties.setProperty("serverSslCert", file.toString()));
        ours.ifPresent(file -> {
            properties.setProperty("keyStore", file.store().toString());
            properties.setProperty("keyStoreType", "PKCS12");
            properties.setProperty("keyStorePassword", file.password());
        });
    }
}
