// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.CredentialFile;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SecretFile;
import dev.skerry.security.pki.SubjectName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The certificates of the site's etcd: an authority of its own, since whom it vouches for can read and write
/// everything, and the cluster's authority vouches for every node; and one certificate for this member, which
/// serves, and is shown to the other members and by this server's client. etcd and the client read the files
/// anew for each connection.
final class MemberCertificates {
    static final String AUTHORITY = "tls/etcd/ca.pem";

    private static final Duration PAUSE = Duration.ofHours(1);

    private final CertificateAuthority authority;
    private final Set<SubjectName> names;
    private final Clock clock;
    private final Path folder;
    private final CredentialFile member;

    /// Opens the folder, making what is missing.
    MemberCertificates(Path server, Set<SubjectName> names, Clock clock) {
        this.names = Set.copyOf(names);
        this.clock = clock;
        this.folder = server.resolve("tls").resolve("etcd");
        var authorityFile = new CredentialFile(server.resolve(AUTHORITY));
        this.authority =
                new CertificateAuthority(authorityFile.find().orElseGet(() -> created(authorityFile, clock)), clock);
        this.member = new CredentialFile(folder.resolve("member.pem"));
        boolean isGood = member.find()
                .filter(old -> authority.hasSigned(old.certificate()))
                .filter(this::isCurrent)
                .isPresent();
        if (!isGood) {
            issue();
        }
        write();
    }

    TlsFiles files() {
        return files(folder);
    }

    /// Where they are, for commands beside the server.
    static TlsFiles files(Path folder) {
        return new TlsFiles(
                java.util.Optional.of(folder.resolve("ca.crt")),
                java.util.Optional.of(folder.resolve("member.crt")),
                java.util.Optional.of(folder.resolve("member.key")));
    }

    /// Renews for ever; start it as a task.
    void run() throws InterruptedException {
        while (true) {
            clock.sleep(PAUSE);
            if (!member.find().filter(this::isCurrent).isPresent()) {
                issue();
                write();
            }
        }
    }

    private boolean isCurrent(Credential credential) {
        return clock.now().isBefore(Certificates.renewalTime(credential.certificate()))
                && new HashSet<>(Certificates.names(credential.certificate())).containsAll(names);
    }

    private void issue() {
        member.write(authority.issueMember("etcd-member", List.copyOf(names)));
    }

    /// As etcd wants it: the certificate, its key and its authority in files of their own. What a crash leaves
    /// half done is done again at the next start.
    private void write() {
        Credential credential = member.find().orElseThrow();
        new SecretFile(folder.resolve("ca.crt")).write(Pem.write(List.of(authority.certificate())));
        new SecretFile(folder.resolve("member.key")).write(Keys.toPem(credential.key()));
        new SecretFile(folder.resolve("member.crt")).write(Pem.write(credential.chain()));
    }

    private static Credential created(CredentialFile file, Clock clock) {
        var fresh = CertificateAuthority.create("skerry-etcd-ca@" + clock.now().getEpochSecond(), clock);
        file.write(fresh);
        return fresh;
    }
}
