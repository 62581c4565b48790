// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ImageStore.Credentials;
import dev.skerry.runtime.image.RegistryAccess;
import dev.skerry.runtime.image.RegistryHost;
import dev.skerry.runtime.image.RegistryMirror;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/// Reads how images are reached: the file of mirrors, logins and certificates, in the form that K3s gave it.
final class RegistryFlags {
    private static final String FILE = "private-registry";
    private static final String NO_ORIGIN = "disable-default-registry-endpoint";

    static final List<Flag> ALL = List.of(
            Flag.single(
                    FILE,
                    "FILE",
                    "/etc/skerry/registries.yaml",
                    "Mirrors of registries, logins and certificates; read if it is there."),
            Flag.toggle(NO_ORIGIN, "Asks only the mirrors of a registry that has some, never the registry itself."));

    private RegistryFlags() {}

    static RegistryAccess read(Settings settings) {
        Path file = settings.path(FILE);
        boolean asksOrigin = !settings.isOn(NO_ORIGIN);
        if (!Files.exists(file)) {
            boolean isAsked = !settings.text(FILE).equals(ALL.getFirst().fallback());
            if (isAsked) {
                throw new UsageException("--" + FILE + " " + file + " is not there.");
            }
            return RegistryAccess.of(Map.of(), Map.of(), asksOrigin);
        }
        try {
            return read(YamlReader.read(Files.readAllBytes(file)), asksOrigin);
        } catch (IOException | RuntimeException e) {
            throw new UsageException("--" + FILE + " " + file + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static RegistryAccess read(Json file, boolean asksOrigin) throws IOException {
        requireKnown("the file", file, Set.of("mirrors", "configs"));
        var mirrors = new HashMap<String, RegistryMirror>();
        for (var entry : fields(file.at("mirrors"))) {
            mirrors.put(entry.getKey(), mirror(entry.getKey(), entry.getValue()));
        }
        var hosts = new HashMap<String, RegistryHost>();
        for (var entry : fields(file.at("configs"))) {
            Json host = entry.getValue();
            requireKnown("configs." + entry.getKey(), host, Set.of("auth", "tls"));
            hosts.put(entry.getKey(), new RegistryHost(login(entry.getKey(), host), sockets(entry.getKey(), host)));
        }
        return RegistryAccess.of(mirrors, hosts, asksOrigin);
    }

    private static RegistryMirror mirror(String registry, Json mirror) {
        String where = "mirrors." + registry;
        requireKnown(where, mirror, Set.of("endpoint", "rewrite"));
        var endpoints = new ArrayList<URI>();
        for (Json endpoint : mirror.at("endpoint").elements()) {
            endpoints.add(address(where, endpoint.text()));
        }
        var rewrites = fields(mirror.at("rewrite")).stream()
                .map(rewrite -> new RegistryMirror.Rewrite(
                        Pattern.compile(rewrite.getKey()), rewrite.getValue().text()))
                .toList();
        return new RegistryMirror(endpoints, rewrites);
    }

    private static URI address(String where, String text) {
        var address = URI.create(text.contains("://") ? text : "https://" + text);
        boolean isWeb = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
        if (!isWeb || address.getHost() == null) {
            throw new IllegalArgumentException(
                    where + " must name endpoints such as https://mirror.example:5000, not \"" + text + "\"");
        }
        return address;
    }

    private static Credentials login(String host, Json config) {
        Json auth = config.at("auth");
        requireKnown("configs." + host + ".auth", auth, Set.of("username", "password", "auth"));
        String pair = auth.at("auth").text();
        if (pair.isEmpty()) {
            return new Credentials(
                    auth.at("username").text(), auth.at("password").text());
        }
        String plain = new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8);
        int colon = plain.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("configs." + host + ".auth.auth must be USER:PASSWORD in base64");
        }
        return new Credentials(plain.substring(0, colon), plain.substring(colon + 1));
    }

    private static Optional<SSLSocketFactory> sockets(String host, Json config) throws IOException {
        Json tls = config.at("tls");
        var known = Set.of("ca_file", "cert_file", "key_file", "insecure_skip_verify");
        requireKnown("configs." + host + ".tls", tls, known);
        if (fields(tls).isEmpty()) {
            return Optional.empty();
        }
        var trust = TrustedAuthorities.anybody();
        if (!tls.at("insecure_skip_verify").booleanOr(false)) {
            trust = TrustedAuthorities.ofSystemAnd(Pem.readCertificates(content(tls, "ca_file")));
        }
        String credential = content(tls, "cert_file") + content(tls, "key_file");
        var context = credential.isBlank()
                ? TlsContexts.client(trust)
                : TlsContexts.of(new SwappableCredential(Credential.parse(credential)), trust);
        return Optional.of(context.getSocketFactory());
    }

    private static String content(Json tls, String field) throws IOException {
        String file = tls.at(field).text();
        return file.isEmpty() ? "" : Files.readString(Path.of(file)) + "\n";
    }

    private static Set<Map.Entry<String, Json>> fields(Json object) {
        return object instanceof JsonObject present ? present.fields().entrySet() : Set.of();
    }

    private static void requireKnown(String where, Json object, Set<String> known) {
        for (var field : fields(object)) {
            if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException(where + " has \"" + field.getKey() + "\", where only "
                        + known.stream().sorted().toList() + " are known");
            }
        }
    }
}
