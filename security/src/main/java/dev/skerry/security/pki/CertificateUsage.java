// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

/// What the holder of a certificate may do with its key. Some are bits of the extension for basic usages,
/// some identifiers in the one for extended usages.
public enum CertificateUsage {
    DIGITAL_SIGNATURE(0, ""),
    KEY_ENCIPHERMENT(2, ""),
    CERTIFICATE_SIGNING(5, ""),
    LIST_SIGNING(6, ""),
    SERVER_AUTHENTICATION(-1, "1.3.6.1.5.5.7.3.1"),
    CLIENT_AUTHENTICATION(-1, "1.3.6.1.5.5.7.3.2");

    private final int bit;
    private final String oid;

    CertificateUsage(int bit, String oid) {
        this.bit = bit;
        this.oid = oid;
    }

    boolean isBasic() {
        return bit >= 0;
    }

    int bit() {
        return bit;
    }

    String oid() {
        return oid;
    }
}
