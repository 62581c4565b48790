// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The examples of Amazon's own description of Signature Version 4 for S3.
class RequestSignatureTest {
    private static final S3Account ACCOUNT = new S3Account(
            URI.create("https://s3.amazonaws.com"),
            "us-east-1",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
    private static final String NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void aReadOfPartOfAnObject() {
        assertThat(signature("GET", "/test.txt", Map.of(), Map.of("range", "bytes=0-9"), NOTHING))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void aWrite() {
        assertThat(signature(
                        "PUT",
                        "/test%24file.text",
                        Map.of(),
                        Map.of("date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class", "REDUCED_REDUNDANCY"),
                        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"))
                .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void aList() {
        assertThat(signature("GET", "/", Map.of("max-keys", "2", "prefix", "J"), Map.of(), NOTHING))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void namesAreEncodedAsTheyAreSigned() {
        assertThat(RequestSignature.encoded("a b/ü+~-._=")).isEqualTo("a%20b%2F%C3%BC%2B~-._%3D");
    }

    @Test
    void nobodySeesTheSecret() {
        assertThat(ACCOUNT.toString()).doesNotContain("wJalrXUtnFEMI");
    }

    private static String signature(
            String method, String path, Map<String, String> query, Map<String, String> further, String hash) {
        var headers = new TreeMap<>(further);
        headers.put("host", "examplebucket.s3.amazonaws.com");
        headers.put("x-amz-content-sha256", hash);
        headers.put("x-amz-date", RequestSignature.TIME.format(TIME));
        return new RequestSignature(method, path, new TreeMap<>(query), headers, hash).authorization(ACCOUNT, TIME);
    }
}
