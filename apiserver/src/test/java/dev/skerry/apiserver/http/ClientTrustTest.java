// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a certificate is good for, by who vouches for it.
class ClientTrustTest {
    private final CertificateAuthority clients = authority("clients");
    private final CertificateAuthority proxies = authority("proxies");

    @Test
    void eachCertificateCountsAsWhatItsAuthorityVouchesFor() {
        var trust = trust(List.of(clients.certificate()), List.of(proxies.certificate()));
        var jane = leaf(clients);
        var proxy = leaf(proxies);
        assertThat(trust.sort(jane)).isEqualTo(new ClientTrust.Shown(jane, List.of()));
        assertThat(trust.sort(proxy)).isEqualTo(new ClientTrust.Shown(List.of(), proxy));
    }

    @Test
    void forWhomBothWouldVouchCountsAsNeither() {
        var both = List.of(clients.certificate(), proxies.certificate());
        assertThat(trust(both, List.of(proxies.certificate())).sort(leaf(proxies)))
                .isEqualTo(ClientTrust.Shown.NOTHING);
    }

    @Test
    void aStrangerCountsAsNeither() {
        var trust = trust(List.of(clients.certificate()), List.of(proxies.certificate()));
        assertThat(trust.sort(leaf(authority("clients")))).isEqualTo(ClientTrust.Shown.NOTHING);
    }

    private ClientTrust trust(List<X509Certificate> clientAuthorities, List<X509Certificate> proxyAuthorities) {
        Credential own = clients.issueServer("server", List.of());
        return ClientTrust.of(new TlsSettings(own.key(), own.chain(), clientAuthorities, proxyAuthorities));
    }

    private static List<X509Certificate> leaf(CertificateAuthority authority) {
        return List.of(authority
                .issueClient(DistinguishedName.of("somebody"), Duration.ofDays(1))
                .certificate());
    }

    private static CertificateAuthority authority(String name) {
        return new CertificateAuthority(CertificateAuthority.create(name, SystemClock.CLOCK), SystemClock.CLOCK);
    }
}
