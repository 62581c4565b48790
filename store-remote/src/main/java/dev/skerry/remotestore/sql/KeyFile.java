// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skerry.foundation.lifecycle.TerminalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// A certificate and its key in the form that both drivers take, MariaDB's no other: a PKCS#12 file. It is made anew
/// for
/// each process, readable by its owner only, under a password that nobody knows, and goes when the process ends.
///
/// @param password of the file
record KeyFile(Path store, String password) {
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    /// The only one that PostgreSQL's driver looks for.
    private static final String ALIAS = "user";

    private static final int PASSWORD_BYTES = 24;

    static KeyFile of(Path certificate, Path key) {
        try {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            String password = HexFormat.of().formatHex(random);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key(key), password.toCharArray(), chain(certificate));
            // Readable by its owner only.
            Path file = Files.createTempFile("skerry", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, password.toCharArray());
            }
            return new KeyFile(file, password);
        } catch (IOException | GeneralSecurityException failed) {
            throw new TerminalException(
                    "StoreCertificate",
                    "cannot use the certificate " + certificate + " with the key " + key + ": " + failed.getMessage(),
                    failed);
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, US_ASCII);
        int begin = text.indexOf("-----BEGIN PRIVATE KEY-----");
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (begin < 0 || end < begin) {
            throw new InvalidKeySpecException("there is no PRIVATE KEY (PKCS#8) in it");
        }
        var spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.substring(text.indexOf('\n', begin), end)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException _) {
                // Then it is of another kind.
            }
        }
        throw new InvalidKeySpecException("the key is of no kind that is known here");
    }

    @Override
    public String toString() {
        return "KeyFile " + store;
    }
}
