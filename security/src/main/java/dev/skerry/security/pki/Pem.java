// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The text form of keys, certificates and requests: blocks between `-----BEGIN X-----` and
/// `-----END X-----` lines. Text between blocks is passed over, as everybody does.
public final class Pem {
    public static final String CERTIFICATE = "CERTIFICATE";
    public static final String PRIVATE_KEY = "PRIVATE KEY";
    public static final String CERTIFICATE_REQUEST = "CERTIFICATE REQUEST";
    public static final String PUBLIC_KEY = "PUBLIC KEY";

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /// One block, decoded.
    @SuppressWarnings("ArrayRecordComponent")
    public record Block(String label, byte[] der) {}

    public static String write(String label, byte[] der) {
        return BEGIN + label + DASHES + "\n" + LINES.encodeToString(der) + "\n" + END + label + DASHES + "\n";
    }

    /// All certificates, one block after the other.
    public static String write(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        for (var certificate : certificates) {
            text.append(write(CERTIFICATE, Certificates.encoded(certificate)));
        }
        return text.toString();
    }

    /// The blocks of a text, in order; none if it has none.
    ///
    /// @throws PkiException if a block has no end or is not base64
    public static List<Block> read(String text) {
        var blocks = new ArrayList<Block>();
        int from = 0;
        while (true) {
            int begin = text.indexOf(BEGIN, from);
            if (begin < 0) {
                return List.copyOf(blocks);
            }
            int labelStart = begin + BEGIN.length();
            int labelEnd = text.indexOf(DASHES, labelStart);
            if (labelEnd < 0 || labelEnd - labelStart > 64) {
                throw new PkiException("a PEM block has no proper BEGIN line");
            }
            String label = text.substring(labelStart, labelEnd);
            int bodyStart = labelEnd + DASHES.length();
            int bodyEnd = text.indexOf(END + label + DASHES, bodyStart);
            if (bodyEnd < 0) {
                throw new PkiException("the PEM block " + label + " has no END line");
            }
            blocks.add(new Block(label, decode(label, text.substring(bodyStart, bodyEnd))));
            from = bodyEnd + END.length() + label.length() + DASHES.length();
        }
    }

    /// The first block with this label.
    ///
    /// @throws PkiException if there is none
    public static byte[] readFirst(String label, String text) {
        return read(text).stream()
                .filter(block -> block.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new PkiException("the PEM text has no " + label))
                .der();
    }

    /// The certificates in a text, in order; none if it has none.
    public static List<X509Certificate> readCertificates(String text) {
        return read(text).stream()
                .filter(block -> block.label().equals(CERTIFICATE))
                .map(block -> Certificates.decode(block.der()))
                .toList();
    }

    private static byte[] decode(String label, String body) {
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s+", "").getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new PkiException("the PEM block " + label + " is not base64", e);
        }
    }
}
