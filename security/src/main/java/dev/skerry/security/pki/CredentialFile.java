// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.nio.file.Path;
import java.util.Optional;

/// A [Credential] on disk: key and certificates in one PEM file, so that they can never be of two
/// different minds after a crash.
public final class CredentialFile {
    private final SecretFile file;

    public CredentialFile(Path path) {
        this.file = new SecretFile(path);
    }

    /// @throws PkiException if the file is there and holds something else
    public Optional<Credential> find() {
        return file.find().map(this::parse);
    }

    public void write(Credential credential) {
        file.write(credential.toPem());
    }

    private Credential parse(String pem) {
        try {
            return Credential.parse(pem);
        } catch (PkiException e) {
            throw new PkiException(
                    "the file " + file.path() + " is damaged (" + e.getMessage()
                            + "): restore it from a backup, or remove it to have it made anew",
                    e);
        }
    }
}
