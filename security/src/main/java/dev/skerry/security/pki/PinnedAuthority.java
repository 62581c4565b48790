// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Finds the pinned authority in the chain that a server shows, and then checks the chain against it as
/// strictly as any other. There is no step that trusts blindly, so the token goes to nobody else.
final class PinnedAuthority extends X509ExtendedTrustManager {
    private final String fingerprint;

    PinnedAuthority(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trustedOf(chain).checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trustedOf(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trustedOf(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw clients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw clients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw clients();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private X509ExtendedTrustManager trustedOf(X509Certificate[] chain) throws CertificateException {
        byte[] wanted = fingerprint.getBytes(StandardCharsets.US_ASCII);
        return Arrays.stream(chain)
                .filter(certificate -> MessageDigest.isEqual(
                        wanted, Certificates.fingerprint(certificate).getBytes(StandardCharsets.US_ASCII)))
                .findFirst()
                .map(authority -> TrustedAuthorities.trusting(List.of(authority)))
                .orElseThrow(() -> new CertificateException(
                        "the server's certificate authority is not the one that the join token names: check that the"
                                + " address is that of the right server, and take a token that 'skerry token create'"
                                + " printed there"));
    }

    private static CertificateException clients() {
        return new CertificateException("a pinned authority vouches for servers only");
    }
}
