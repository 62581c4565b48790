// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import dev.skerry.foundation.time.Clock;
import java.nio.file.Path;
import java.util.List;

/// What a server shows to servers behind it, and an authority that vouches for nothing else: were it the one of the
/// server's clients, any of them could tell those servers who is asking. Files: `request-header-ca.pem`,
/// `front-proxy.pem`. One thread opens and renews it.
public final class FrontProxyCertificates {
    /// The only name that those servers believe.
    public static final String COMMON_NAME = "system:auth-proxy";

    private final CertificateAuthority authority;
    private final CredentialFile file;
    private final SwappableCredential credential;
    private final Clock clock;

    /// Opens the folder, making what is missing.
    ///
    /// @throws PkiException if a file is damaged; the message says which and what to do
    public FrontProxyCertificates(Path folder, Clock clock) {
        var authorityFile = new CredentialFile(folder.resolve("request-header-ca.pem"));
        this.authority =
                new CertificateAuthority(authorityFile.find().orElseGet(() -> created(authorityFile, clock)), clock);
        this.file = new CredentialFile(folder.resolve("front-proxy.pem"));
        this.clock = clock;
        this.credential = new SwappableCredential(file.find()
                .filter(old -> authority.hasSigned(old.certificate()))
                .orElseGet(this::issued));
        renewWhatIsDue();
    }

    public SwappableCredential credential() {
        return credential;
    }

    public String authorityPem() {
        return Pem.write(List.of(authority.certificate()));
    }

    /// Renews what is past two thirds of its life.
    void renewWhatIsDue() {
        var due = Certificates.renewalTime(credential.current().certificate());
        if (!clock.now().isBefore(due)) {
            credential.swap(issued());
        }
    }

    private static Credential created(CredentialFile file, Clock clock) {
        var fresh = CertificateAuthority.create(
                "skerry-request-header-ca@" + clock.now().getEpochSecond(), clock);
        file.write(fresh);
        return fresh;
    }

    private Credential issued() {
        var fresh = authority.issueClient(DistinguishedName.of(COMMON_NAME), CertificateAuthority.LEAF_VALIDITY);
        file.write(fresh);
        return fresh;
    }
}
