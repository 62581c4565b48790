// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs a request as Amazon's servers, and all that speak S3, want it: Signature Version 4. Pure.
///
/// @param path of the request, each segment encoded by [#encoded]
/// @param query names and values, not encoded
/// @param headers that are signed, names in lower case; `host` and `x-amz-date` among them
/// @param contentHash SHA-256 of the body in hexadecimal
record RequestSignature(
        String method,
        String path,
        SortedMap<String, String> query,
        SortedMap<String, String> headers,
        String contentHash) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final HexFormat HEX = HexFormat.of();

    /// As in `x-amz-date`.
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

    RequestSignature {
        query = new TreeMap<>(query);
        headers = new TreeMap<>(headers);
    }

    /// The value of the header `Authorization`.
    String authorization(S3Account account, Instant time) {
        String scope = DAY.format(time) + "/" + account.region() + "/s3/aws4_request";
        String toSign = String.join(
                "\n", ALGORITHM, TIME.format(time), scope, hash(canonical().getBytes(UTF_8)));
        byte[] key = ("AWS4" + account.secretKey()).getBytes(UTF_8);
        for (String part : new String[] {DAY.format(time), account.region(), "s3", "aws4_request"}) {
            key = hmac(key, part);
        }
        return ALGORITHM + " Credential=" + account.accessKey() + "/" + scope + ", SignedHeaders=" + signedHeaders()
                + ", Signature=" + HEX.formatHex(hmac(key, toSign));
    }

    /// The query as it goes into the address, in the order in which it is signed.
    String queryText() {
        return query.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    private String canonical() {
        String lines = headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                .collect(Collectors.joining());
        return String.join("\n", method, path, queryText(), lines, signedHeaders(), contentHash);
    }

    private String signedHeaders() {
        return String.join(";", headers.keySet());
    }

    /// Percent signs for everything but letters, digits and `-._~`.
    static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte one : text.getBytes(UTF_8)) {
            char character = (char) Byte.toUnsignedInt(one);
            boolean isPlain = (character >= 'A' && character <= 'Z')
                    || (character >= 'a' && character <= 'z')
                    || (character >= '0' && character <= '9')
                    || "-._~".indexOf(character) >= 0;
            if (isPlain) {
                encoded.append(character);
            } else {
                encoded.append('%').append(HEX.withUpperCase().toHexDigits(one));
            }
        }
        return encoded.toString();
    }

    static String hash(byte[] bytes) {
        return HEX.formatHex(sha256().digest(bytes));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this JDK has no SHA-256", impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no HMAC", impossible);
        }
    }
}
