// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// What to do about an engine with which TLS does not come about. Neither driver says more than a Java programmer
/// would understand, so their words are read for what they mean.
final class TlsAdvice {
    private static final String UNVOUCHED =
            "nobody who is trusted here vouches for the engine's certificate: give the file of its authority with"
                    + " --datastore-cafile";
    private static final String OTHER_NAME =
            "the engine's certificate is for another name: write in --datastore-endpoint the host as the certificate"
                    + " has it, or have one made that names this host";
    private static final String NO_CERTIFICATE =
            "the engine wants a certificate of ours that its own authority has signed, for this user: give it with"
                    + " --datastore-certfile and --datastore-keyfile";
    private static final String NO_TLS =
            "the engine lets this user in with TLS only: give the file of its authority with --datastore-cafile, and"
                    + " if it asks for certificates, ours with --datastore-certfile and --datastore-keyfile";

    private TlsAdvice() {}

    /// Empty if it is something else that failed.
    static Optional<String> of(SQLException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException
                    || said.contains("valid certification path")
                    || said.contains("path does not chain")) {
                return Optional.of(UNVOUCHED);
            }
            if (said.contains("could not be verified by hostnameverifier")
                    || said.contains("doesn't correspond to certificate")
                    || cause instanceof CertificateException && said.contains("subject alternative")) {
                return Optional.of(OTHER_NAME);
            }
            if (said.contains("requires a valid client certificate")
                    || said.contains("certificate authentication failed")
                    || cause instanceof SSLException && isAboutOurCertificate(said)) {
                return Optional.of(NO_CERTIFICATE);
            }
            if (said.contains("no encryption") || said.contains("ssl off") || said.contains("insecure transport")) {
                return Optional.of(NO_TLS);
            }
        }
        return Optional.empty();
    }

    private static boolean isAboutOurCertificate(String said) {
        return said.contains("received fatal alert: unknown_ca")
                || said.contains("received fatal alert: certificate_required")
                || said.contains("received fatal alert: bad_certificate");
    }
}
