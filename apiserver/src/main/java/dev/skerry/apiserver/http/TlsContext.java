// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Builds what Netty needs to speak TLS. BoringSSL where its native library loads, since a handshake costs
/// it a fifth of what it costs the JDK; else the JDK.
final class TlsContext {
    private TlsContext() {}

    static SslContext of(TlsSettings settings) {
        var chain = settings.chain().toArray(X509Certificate[]::new);
        var builder = SslContextBuilder.forServer(settings.key(), chain)
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
        X509Certificate[] authorities = Stream.concat(
                        settings.clientAuthorities().stream(), settings.proxyAuthorities().stream())
                .toArray(X509Certificate[]::new);
        if (authorities.length > 0) {
            builder.trustManager(authorities).clientAuth(ClientAuth.OPTIONAL);
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("cannot use the server's certificate: " + e.getMessage(), e);
        }
    }
}
