// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.remotestore.TlsFiles;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/// Makes the TLS of a connection out of [TlsFiles], which are read anew for each: a renewed certificate needs no
/// restart.
final class TlsContext {
    private TlsContext() {}

    static SslContext of(TlsFiles files) {
        SslContextBuilder builder = GrpcSslContexts.forClient();
        try {
            if (files.authority().isPresent()) {
                builder.trustManager(certificates(files.authority().get()));
            }
            if (files.certificate().isPresent() && files.key().isPresent()) {
                builder.keyManager(
                        PemKey.read(text(files.key().get())),
                        certificates(files.certificate().get()));
            }
            return builder.build();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failed) {
            throw new TerminalException(
                    "TlsFiles", "cannot use the TLS files for etcd " + files + ": " + failed.getMessage(), failed);
        }
    }

    private static String text(Path file) throws IOException, GeneralSecurityException {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new IOException("cannot read " + file, failed);
        }
    }

    private static X509Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        } catch (IOException failed) {
            throw new IOException("cannot read " + file, failed);
        }
    }
}
