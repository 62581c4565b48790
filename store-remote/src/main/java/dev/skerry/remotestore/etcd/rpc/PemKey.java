// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a private key in any of the three PEM forms in use: `PRIVATE KEY` (PKCS#8), which Java knows, and
/// `RSA PRIVATE KEY` (PKCS#1) and `EC PRIVATE KEY` (SEC 1), which kubeadm and many scripts write and which
/// become PKCS#8 by an envelope around them.
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([^-]+)-----END \\1-----");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] NULL = {0x05, 0x00};

    /// 1.2.840.113549.1.1.1
    private static final byte[] RSA = {0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01};

    /// 1.2.840.10045.2.1
    private static final byte[] EC = {0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    /// The field of a SEC 1 key that names its curve.
    private static final int SEC1_CURVE = 0xA0;

    private PemKey() {}

    static PrivateKey read(String pem) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new GeneralSecurityException("there is no unencrypted PEM block of a private key in it");
        }
        byte[] content = Base64.getMimeDecoder().decode(block.group(2));
        byte[] pkcs8 = switch (block.group(1)) {
            case "RSA PRIVATE KEY" -> envelope(join(element(OBJECT_IDENTIFIER, RSA), NULL), content);
            case "EC PRIVATE KEY" -> envelope(join(element(OBJECT_IDENTIFIER, EC), curve(content)), content);
            default -> content;
        };
        for (String algorithm : new String[] {"EC", "RSA", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException _) {
                // It is a key of another kind; the last sentence speaks when it is of none.
            }
        }
        throw new GeneralSecurityException("it is neither an RSA, nor an EC, nor an Ed25519 key");
    }

    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(VERSION_0, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
    }

    /// The name of the curve: SEQUENCE { version, OCTET STRING, [0] { curve }, ... }.
    private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
        int at = contentOf(sec1, 0);
        while (at < sec1.length) {
            int start = contentOf(sec1, at);
            int end = start + lengthOf(sec1, at);
            if ((sec1[at] & 0xFF) == SEC1_CURVE && end <= sec1.length) {
                return Arrays.copyOfRange(sec1, start, end);
            }
            at = end;
        }
        throw new GeneralSecurityException("the EC key does not name its curve");
    }

    private static int contentOf(byte[] der, int element) {
        int length = der[element + 1] & 0xFF;
        return element + 2 + (length < 0x80 ? 0 : length & 0x7F);
    }

    private static int lengthOf(byte[] der, int element) {
        int length = der[element + 1] & 0xFF;
        if (length < 0x80) {
            return length;
        }
        int value = 0;
        for (int i = 0; i < (length & 0x7F); i++) {
            value = value << 8 | der[element + 2 + i] & 0xFF;
        }
        return value;
    }

    private static byte[] element(int kind, byte[] content) {
        byte[] length = content.length < 0x80
                ? new byte[] {(byte) content.length}
                : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return join(new byte[] {(byte) kind}, length, content);
    }

    private static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
