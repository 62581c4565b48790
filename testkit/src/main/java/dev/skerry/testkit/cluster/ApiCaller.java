// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/// Requests that no proper client would send, over the JDK's own HTTP client.
public final class ApiCaller {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final URI address;
    private final HttpClient http;

    private ApiCaller(URI address, SSLContext tls) {
        this.address = address;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
    }

    /// With the certificate of the kubeconfig.
    public static ApiCaller administrator(Path kubeconfig) throws IOException {
        String config = Files.readString(kubeconfig);
        var credential = Credential.parse(data(config, "client-certificate-data") + data(config, "client-key-data"));
        var trust = TrustedAuthorities.trusting(Pem.readCertificates(data(config, "certificate-authority-data")));
        return new ApiCaller(address(config), TlsContexts.of(new SwappableCredential(credential), trust));
    }

    /// Without any: only what a request itself carries says who calls.
    public static ApiCaller nobody(Path kubeconfig) throws IOException {
        String config = Files.readString(kubeconfig);
        var trust = TrustedAuthorities.trusting(Pem.readCertificates(data(config, "certificate-authority-data")));
        return new ApiCaller(address(config), TlsContexts.client(trust));
    }

    /// A request to change; its answer is read with [#send].
    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER_WITHIN);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> read(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    public HttpResponse<String> create(String path, String type, String body) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static URI address(String config) {
        return URI.create(field(config, "server"));
    }

    private static String data(String config, String name) {
        return new String(Base64.getDecoder().decode(field(config, name)), StandardCharsets.US_ASCII);
    }

    private static String field(String config, String name) {
        var matcher = Pattern.compile(" " + name + ": (\\S+)").matcher(config);
        if (!matcher.find()) {
            throw new IllegalStateException("the kubeconfig has no " + name);
        }
        return matcher.group(1);
    }
}
