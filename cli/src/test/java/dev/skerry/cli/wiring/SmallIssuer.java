// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A real OpenID Connect issuer, as small as it can be: HTTPS with a certificate of its own, a configuration,
/// keys that can be changed, and tokens, signed here by the JDK and not by our code.
final class SmallIssuer implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final CertificateAuthority authority =
            new CertificateAuthority(CertificateAuthority.create("issuer-ca", SystemClock.CLOCK), SystemClock.CLOCK);
    private final HttpsServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile KeyPair keys = generate();
    private volatile String keyId = "first";

    SmallIssuer() throws IOException {
        var serving = authority.issueServer("issuer", List.of(SubjectName.parse("127.0.0.1")));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TlsContexts.of(
                new SwappableCredential(serving), TrustedAuthorities.trusting(List.of(authority.certificate())))));
        server.createContext("/", exchange -> {
            fetches.incrementAndGet();
            byte[] body = JsonWriter.writeBytes(
                    exchange.getRequestURI().getPath().equals("/keys") ? keySet() : configuration());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    String authorityPem() {
        return Pem.write(List.of(authority.certificate()));
    }

    int fetches() {
        return fetches.get();
    }

    void rotate(String id) {
        keys = generate();
        keyId = id;
    }

    /// A token with these claims beside `iss`.
    String token(JsonObject claims) throws GeneralSecurityException {
        String head = part(JsonObject.of("alg", "RS256", "kid", keyId));
        String signed = head + "." + part(claims.with("iss", url()));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + BASE64.encodeToString(signature.sign());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private JsonObject configuration() {
        return JsonObject.of("issuer", url(), "jwks_uri", url() + "/keys");
    }

    private JsonObject keySet() {
        var open = (RSAPublicKey) keys.getPublic();
        byte[] modulus = open.getModulus().toByteArray();
        var key = JsonObject.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "kid",
                keyId,
                "n",
                BASE64.encodeToString(java.util.Arrays.copyOfRange(modulus, 1, modulus.length)),
                "e",
                BASE64.encodeToString(open.getPublicExponent().toByteArray()));
        return JsonObject.of("keys", JsonArray.of(JsonObject.of("kty", "oct", "k", "c2VjcmV0"), key));
    }

    private static String part(JsonObject json) {
        return BASE64.encodeToString(JsonWriter.writeBytes(json));
    }

    private static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
