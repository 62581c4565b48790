// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/// Somebody else's server that wants to be told things, as Kubernetes writes it down: a kubeconfig whose
/// current context names the server, whom to trust, and what to show.
///
/// @param server with the path that is posted to
/// @param authority PEM of who vouches for the server; empty for plain HTTP
/// @param credential PEM of certificate and key to show; empty for none
/// @param token to show; empty for none
public record WebhookTarget(URI server, String authority, String credential, String token) {
    /// @throws IOException if the file cannot be read
    /// @throws IllegalArgumentException that says what is missing in it
    public static WebhookTarget read(Path file) throws IOException {
        Json config = YamlReader.read(Files.readAllBytes(file));
        String current = config.at("current-context").text();
        Json context = find(config.at("contexts"), current)
                .map(found -> found.at("context"))
                .orElseThrow(
                        () -> new IllegalArgumentException("its current-context \"" + current + "\" is not in it"));
        Json cluster = find(config.at("clusters"), context.at("cluster").text())
                .map(found -> found.at("cluster"))
                .orElseThrow(() -> new IllegalArgumentException("its current context names no cluster in it"));
        Json user = find(config.at("users"), context.at("user").text())
                .map(found -> found.at("user"))
                .orElse(Json.of(java.util.Map.of()));
        var server = URI.create(cluster.at("server").text());
        if (server.getHost() == null) {
            throw new IllegalArgumentException("its server must be a URL, not \"" + server + "\"");
        }
        String credential = data(file, user, "client-certificate") + data(file, user, "client-key");
        return new WebhookTarget(
                server,
                data(file, cluster, "certificate-authority"),
                credential,
                user.at("token").text());
    }

    HttpTransport transport(Clock clock) {
        if (server.getScheme().equals("http")) {
            return HttpTransport.plain(root(), clock);
        }
        var trust = TrustedAuthorities.trusting(Pem.readCertificates(authority));
        var tls = credential.isEmpty()
                ? TlsContexts.client(trust)
                : TlsContexts.of(new SwappableCredential(Credential.parse(credential)), trust);
        return HttpTransport.tls(root(), tls, () -> token, clock);
    }

    String path() {
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        return (server.getRawPath().isEmpty() ? "/" : server.getRawPath()) + query;
    }

    /// Shows no secrets.
    @Override
    public String toString() {
        return "WebhookTarget " + server;
    }

    private URI root() {
        return URI.create(server.getScheme() + "://" + server.getRawAuthority());
    }

    private static Optional<Json> find(Json list, String name) {
        return list.elements().stream()
                .filter(one -> one.at("name").text().equals(name))
                .findFirst();
    }

    /// What stands in the file itself, or in another that it names, seen from where it lies.
    private static String data(Path file, Json part, String field) throws IOException {
        String inline = part.at(field + "-data").text();
        if (!inline.isEmpty()) {
            return new String(Base64.getDecoder().decode(inline), StandardCharsets.UTF_8);
        }
        String other = part.at(field).text();
        return other.isEmpty() ? "" : Files.readString(file.toAbsolutePath().resolveSibling(other));
    }
}
