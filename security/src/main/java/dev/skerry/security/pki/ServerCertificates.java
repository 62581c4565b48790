// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;

/// All keys and certificates of a server, kept in one folder: the cluster's authority (`ca.pem`), the
/// server's own certificate (`serving.pem`), the administrator's (`admin.pem`) and the keys that sign
/// ServiceAccount tokens (`service-account.pem`), and what [FrontProxyCertificates] keeps. What is missing is made;
/// what nears its end, or no
/// longer names the server as people call it, is replaced while everything runs.
///
/// One thread opens it and runs [#run]; everybody else only reads.
public final class ServerCertificates {
    private static final Log LOG = Log.of("security.pki");

    /// How often to look whether something is due. Two thirds of a year need no better precision.
    private static final Duration PAUSE = Duration.ofHours(1);

    private final CertificateAuthority authority;
    private final Set<SubjectName> names;
    private final Clock clock;
    private final CredentialFile servingFile;
    private final CredentialFile administratorFile;
    private final SwappableCredential serving;
    private final SwappableCredential administrator;
    private final List<KeyPair> tokenKeys;
    private final FrontProxyCertificates frontProxy;

    /// Opens the folder, making what is missing.
    ///
    /// @param names what clients call this server: addresses, host names, `--tls-san`
    /// @throws PkiException if a file is damaged; the message says which and what to do
    public ServerCertificates(Path folder, Set<SubjectName> names, Clock clock) {
        this.names = Set.copyOf(names);
        this.clock = clock;
        var authorityFile = new CredentialFile(folder.resolve("ca.pem"));
        this.authority = new CertificateAuthority(authorityFile.find().orElseGet(() -> created(authorityFile)), clock);
        this.servingFile = new CredentialFile(folder.resolve("serving.pem"));
        this.administratorFile = new CredentialFile(folder.resolve("admin.pem"));
        this.serving = new SwappableCredential(stored(servingFile, this::issueServing));
        this.administrator = new SwappableCredential(stored(administratorFile, this::issueAdministrator));
        this.tokenKeys = new SigningKeyFile(folder.resolve("service-account.pem")).loadOrCreate();
        this.frontProxy = new FrontProxyCertificates(folder, clock);
        if (!namesAreCovered(serving.current().certificate())) {
            replaceServing();
        }
        renewWhatIsDue();
    }

    public CertificateAuthority authority() {
        return authority;
    }

    /// What a client must trust: goes into kubeconfigs and the `kube-root-ca.crt` ConfigMaps.
    public String authorityPem() {
        return Pem.write(List.of(authority.certificate()));
    }

    /// What the server shows at handshakes.
    public SwappableCredential serving() {
        return serving;
    }

    /// A member of `system:masters`, for the kubeconfig that the server writes.
    public SwappableCredential administrator() {
        return administrator;
    }

    /// Signs and verifies ServiceAccount tokens; the first signs.
    public List<KeyPair> tokenKeys() {
        return tokenKeys;
    }

    /// What is shown to servers behind this one.
    public FrontProxyCertificates frontProxy() {
        return frontProxy;
    }

    /// Who may vouch for clients.
    public X509ExtendedTrustManager clientTrust() {
        return TrustedAuthorities.trusting(List.of(authority.certificate()));
    }

    /// Renews what is past two thirds of its life; whether that was anything.
    public boolean renewWhatIsDue() {
        frontProxy.renewWhatIsDue();
        boolean isServingDue = isDue(serving.current());
        boolean isAdministratorDue = isDue(administrator.current());
        if (isServingDue) {
            replaceServing();
        }
        if (isAdministratorDue) {
            replaceAdministrator();
        }
        return isServingDue || isAdministratorDue;
    }

    /// Renews for ever; start it as a task.
    ///
    /// @param renewed shows the new certificate to clients, and writes the kubeconfig anew
    public void run(Runnable renewed) throws InterruptedException {
        while (true) {
            clock.sleep(PAUSE);
            if (renewWhatIsDue()) {
                renewed.run();
            }
        }
    }

    private Credential created(CredentialFile file) {
        var fresh = CertificateAuthority.create("skerry-ca@" + clock.now().getEpochSecond(), clock);
        file.write(fresh);
        return fresh;
    }

    /// What is on disk, unless it is missing or of another authority.
    private Credential stored(CredentialFile file, Supplier<Credential> issue) {
        return file.find().filter(old -> authority.hasSigned(old.certificate())).orElseGet(() -> {
            var fresh = issue.get();
            file.write(fresh);
            return fresh;
        });
    }

    private void replaceServing() {
        var fresh = issueServing();
        servingFile.write(fresh);
        serving.swap(fresh);
        LOG.info(
                "serving certificate renewed",
                "names",
                names,
                "until",
                fresh.certificate().getNotAfter().toInstant());
    }

    private void replaceAdministrator() {
        var fresh = issueAdministrator();
        administratorFile.write(fresh);
        administrator.swap(fresh);
        LOG.info(
                "administrator certificate renewed",
                "until",
                fresh.certificate().getNotAfter().toInstant());
    }

    private Credential issueServing() {
        return authority.issueServer("kube-apiserver", List.copyOf(names));
    }

    private Credential issueAdministrator() {
        var subject = DistinguishedName.of("system:admin", Identity.GROUP_MASTERS);
        return authority.issueClient(subject, CertificateAuthority.LEAF_VALIDITY);
    }

    private boolean namesAreCovered(X509Certificate certificate) {
        return new HashSet<>(Certificates.names(certificate)).containsAll(names);
    }

    private boolean isDue(Credential credential) {
        return !clock.now().isBefore(Certificates.renewalTime(credential.certificate()));
    }
}
