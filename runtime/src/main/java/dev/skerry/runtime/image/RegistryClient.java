// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;

/// Reads one repository of a registry by the OCI distribution protocol, version 2.
///
/// Over `HttpURLConnection`, because the JDK's newer client costs the agent several megabytes. Redirects
/// are followed by hand: credentials go to the registry only, never to where it sends us.
final class RegistryClient {
    private static final int REDIRECTS_MAX = 5;

    private final RegistryAccess access;
    private final RegistryEndpoint endpoint;

    @GuardedBy("this")
    private String authorization = "";

    RegistryClient(RegistryAccess access, RegistryEndpoint endpoint) {
        this.access = access;
        this.endpoint = endpoint;
    }

    /// An answer: the body from some byte on.
    ///
    /// @param isPart whether the registry began where it was asked to, not at the first byte
    record Answer(InputStream body, boolean isPart) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /// A small document: a manifest or a configuration.
    byte[] document(String path, String accept) throws IOException {
        try (var answer = open(path, accept, 0)) {
            byte[] content = answer.body().readNBytes((int) Manifest.BYTES_MAX + 1);
            if (content.length > Manifest.BYTES_MAX) {
                throw new IOException(path + " is longer than " + Manifest.BYTES_MAX + " bytes");
            }
            return content;
        }
    }

    /// @param path below `/v2/<repository>/`
    /// @param from the first byte wanted
    Answer open(String path, String accept, long from) throws IOException {
        URI address = uri(endpoint.root() + "/" + endpoint.repository() + "/" + path);
        String tried = authorization();
        HttpURLConnection connection = follow(address, accept, from, tried);
        if (connection.getResponseCode() == 401) {
            authorize(connection, tried);
            connection = follow(address, accept, from, authorization());
        }
        int status = connection.getResponseCode();
        if (status != 200 && status != 206) {
            drop(connection);
            throw failure(status);
        }
        return new Answer(connection.getInputStream(), status == 206);
    }

    private HttpURLConnection follow(URI address, String accept, long from, String authorization) throws IOException {
        URI here = address;
        for (int i = 0; i < REDIRECTS_MAX; i++) {
            boolean isRegistry = address.getRawAuthority().equals(here.getRawAuthority())
                    && address.getScheme().equals(here.getScheme());
            HttpURLConnection connection = connect(here, accept, isRegistry ? authorization : "");
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status = connection.getResponseCode();
            if (status < 300 || status > 308 || status == 304) {
                return connection;
            }
            drop(connection);
            here = target(here, String.valueOf(connection.getHeaderField("Location")));
        }
        throw new IOException("registry " + endpoint.authority() + " redirects in a circle");
    }

    private URI target(URI from, String location) throws IOException {
        URI target = from.resolve(uri(location));
        boolean isWeb = "https".equals(target.getScheme()) || "http".equals(target.getScheme());
        if (!isWeb || "https".equals(from.getScheme()) && !"https".equals(target.getScheme())) {
            throw new IOException(
                    "registry " + endpoint.authority() + " redirects to " + location + ", which is not safe");
        }
        return target;
    }

    private HttpURLConnection connect(URI address, String accept, String authorization) throws IOException {
        var connection = (HttpURLConnection) address.toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            access.host(address.getRawAuthority()).sockets().ifPresent(secure::setSSLSocketFactory);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) access.connectTimeout().toMillis());
        connection.setReadTimeout((int) access.readTimeout().toMillis());
        connection.setRequestProperty("User-Agent", "skerry");
        connection.setRequestProperty("Accept", accept);
        if (!authorization.isEmpty()) {
            connection.setRequestProperty("Authorization", authorization);
        }
        return connection;
    }

    /// Answers the registry's challenge. Two layers that come at the same time may both be challenged;
    /// the second finds the first one's answer.
    private synchronized void authorize(HttpURLConnection connection, String tried) throws IOException {
        String header = String.valueOf(connection.getHeaderField("WWW-Authenticate"));
        drop(connection);
        if (!authorization.equals(tried)) {
            return;
        }
        authorization = switch (Challenge.parse(header)) {
            case Challenge.Basic _ when !endpoint.credentials().user().isEmpty() -> basic();
            case Challenge.Bearer bearer -> "Bearer " + token(bearer);
            case Challenge.Basic _ -> throw failure(401);
            case Challenge.Unknown _ ->
                throw new IOException(
                        "registry " + endpoint.authority() + " asks for a login that is not known here: " + header);
        };
    }

    private String token(Challenge.Bearer challenge) throws IOException {
        URI realm = uri(challenge.address("repository:" + endpoint.repository() + ":pull"));
        if (!"https".equals(realm.getScheme()) && !isPlain(String.valueOf(realm.getRawAuthority()))) {
            throw new IOException(
                    "registry " + endpoint.authority() + " wants the login at " + realm + ", which is not safe");
        }
        HttpURLConnection connection =
                connect(realm, "application/json", endpoint.credentials().user().isEmpty() ? "" : basic());
        if (connection.getResponseCode() != 200) {
            int status = connection.getResponseCode();
            drop(connection);
            throw new IOException("login at " + realm.getHost() + " failed: it said " + status);
        }
        try (var body = connection.getInputStream()) {
            Json answer = Manifest.parse(body.readNBytes((int) Manifest.BYTES_MAX));
            return answer.at("token").textOr(answer.at("access_token").text());
        }
    }

    private boolean isPlain(String authority) {
        return RegistryAccess.isLoopback(authority)
                || endpoint.isPlain() && endpoint.authority().equals(authority);
    }

    private String basic() {
        byte[] pair = (endpoint.credentials().user() + ":"
                        + endpoint.credentials().password())
                .getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private synchronized String authorization() {
        return authorization;
    }

    private IOException failure(int status) {
        String registry = "registry " + endpoint.authority();
        return switch (status) {
            case 401, 403 ->
                new IOException(registry + " does not let us read it (" + status
                        + "): wrong or missing login, or no such image");
            case 404 -> new IOException(registry + " has no such image (404)");
            case 429 -> new RegistryBusy(registry + " says too many requests (429)");
            default ->
                status < 500
                        ? new IOException(registry + " said " + status)
                        : new RegistryBusy(registry + " said " + status);
        };
    }

    /// Reads the rest, so that the connection can be used again.
    private static void drop(HttpURLConnection connection) throws IOException {
        InputStream body =
                connection.getResponseCode() >= 400 ? connection.getErrorStream() : connection.getInputStream();
        if (body != null) {
            try (body) {
                body.readNBytes(1 << 16);
            }
        }
    }

    private static URI uri(String text) throws IOException {
        try {
            return new URI(text);
        } catch (URISyntaxException broken) {
            throw new IOException("not an address: " + text, broken);
        }
    }
}
