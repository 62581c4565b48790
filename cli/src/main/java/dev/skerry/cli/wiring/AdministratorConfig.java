// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.ServerCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/// The kubeconfig of the administrator: where the server is, whom to trust, and who one is.
public final class AdministratorConfig {
    private AdministratorConfig() {}

    /// The certificates of the server whose data is in this folder.
    public static ServerCertificates certificates(Path serverData) {
        return new ServerCertificates(serverData.resolve("tls"), Set.of(), SystemClock.CLOCK);
    }

    /// @param server the address to put in, `https://127.0.0.1:6443`
    public static String text(ServerCertificates certificates, String server) {
        var administrator = certificates.administrator().current();
        return """
                apiVersion: v1
                kind: Config
                current-context: default
                clusters:
                - name: default
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                contexts:
                - name: default
                  context:
                    cluster: default
                    user: default
                users:
                - name: default
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                """.formatted(
                        server,
                        base64(certificates.authorityPem()),
                        base64(Pem.write(administrator.chain())),
                        base64(Keys.toPem(administrator.key())));
    }

    /// Writes it for root's eyes only, all at once: a reader sees the old file or the new one.
    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
