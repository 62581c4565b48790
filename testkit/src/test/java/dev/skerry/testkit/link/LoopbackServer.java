// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.link;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.http.TlsSettings;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.client.KubeClient;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.RestClient;
import dev.skerry.edge.EdgeConfig;
import dev.skerry.edge.EdgeServer;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.Store;
import dev.skerry.testkit.kube.HandlerTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A real API server behind real TLS with the edge server at its side. Ended and made again on the same store
/// and port it is the same server, restarted.
final class LoopbackServer implements AutoCloseable {
    private final Credential authority;
    private final CertificateAuthority signing;
    private final HttpServer http;
    private final KubeClient admin;
    private final EdgeServer edge;
    private final TaskGroup tasks = new TaskGroup();

    LoopbackServer(Store store, Credential authority, int port) throws IOException {
        this.authority = authority;
        this.signing = new CertificateAuthority(authority, SystemClock.CLOCK);
        var storage = new ObjectStorage(store);
        var random = new SecureRandom();
        var tokens = new ServiceAccountTokens("https://test", List.of(Keys.generate()), SystemClock.CLOCK);
        var access = StandardAccess.build(storage, tokens, Map.of(), SystemClock.CLOCK, random);
        var api = new ApiServer(new ApiServerParts(
                storage,
                access,
                (node, _) -> {
                    throw new StatusException(503, "ServiceUnavailable", node, JsonObject.EMPTY);
                },
                SystemClock.CLOCK,
                random,
                new Metrics()));
        Credential server = signing.issueServer("skerry", List.of(SubjectName.parse("127.0.0.1")));
        var tls = new TlsSettings(server.key(), server.chain(), List.of(authority.certificate()));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.http =
                HttpServer.start(ServerSettings.secure(address, tls), api.handler(), SystemClock.CLOCK, new Metrics());
        this.admin = client("admin", Identity.GROUP_MASTERS);
        Function<String, KubeClient> as = node -> new RestClient(
                new HandlerTransport(api.handlerAs(
                        Identity.of(Identity.NODE_PREFIX + node, Identity.GROUP_NODES, Identity.GROUP_AUTHENTICATED))),
                "test");
        this.edge = new EdgeServer(
                EdgeConfig.of("skerry/test"),
                new EdgeServer.Api(admin, as),
                signing,
                new EdgeServer.Surroundings(SystemClock.CLOCK, random, new Metrics()));
        mount(api);
        tasks.start("edge", edge::run);
    }

    int port() {
        return http.address().getPort();
    }

    KubeClient admin() {
        return admin;
    }

    EdgeServer edge() {
        return edge;
    }

    String newToken() {
        var token = JoinToken.create(authority.certificate(), new SecureRandom());
        var secret = KubeObject.of(
                        new GroupVersionKind("", "v1", "Secret"),
                        new ObjectName("kube-system", "bootstrap-token-" + token.id()))
                .with("bootstrap.kubernetes.io/token", "type")
                .with(base64(token.id()), "data", "token-id")
                .with(base64(token.secret()), "data", "token-secret");
        admin.create(NodeResources.SECRETS, secret);
        return token.format();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private KubeClient client(String name, String group) {
        Credential credential = signing.issueClient(DistinguishedName.of(name, group), Duration.ofDays(1));
        var context = TlsContexts.of(
                new SwappableCredential(credential), TrustedAuthorities.trusting(List.of(authority.certificate())));
        URI server = URI.create("https://127.0.0.1:" + port());
        return new RestClient(HttpTransport.tls(server, context, () -> "", SystemClock.CLOCK), "test");
    }

    private void mount(ApiServer api) {
        api.mount(
                "/skerry/v1/join",
                answering(request -> edge.join(
                        request.header("authorization").orElse("").replace("Bearer ", ""),
                        JsonReader.read(request.body()).object())));
        api.mount(
                "/skerry/v1/renew",
                answering(request -> edge.renew(JsonReader.read(request.body()).object())));
        api.mount(
                "/skerry/v1/tunnel",
                request -> new Response.Upgrade(
                        EdgeServer.upgradeHeaders(
                                request.header("sec-websocket-key").orElseThrow()),
                        (in, out) -> edge.tunnel(request.clientCertificates().getFirst(), in, out)));
    }

    private static Handler answering(Function<dev.skerry.apiserver.http.Request, JsonObject> answer) {
        return request -> {
            try {
                return new Response.Full(200, Map.of(), JsonWriter.writeBytes(answer.apply(request)));
            } catch (StatusException refused) {
                return new Response.Full(refused.code(), Map.of(), JsonWriter.writeBytes(refused.toJson()));
            }
        };
    }

    @Override
    public void close() {
        tasks.close();
        http.close();
    }
}
