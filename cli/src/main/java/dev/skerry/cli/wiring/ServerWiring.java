// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.agent.link.NodeCredentials;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.authentication.LegacyTokenVerifier;
import dev.skerry.apiserver.authentication.TokenVerifier;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.http.TlsSettings;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.cli.site.Site;
import dev.skerry.cli.site.SiteOptions;
import dev.skerry.client.KubeClient;
import dev.skerry.client.http.RestClient;
import dev.skerry.controllers.servers.ServerAddress;
import dev.skerry.controllers.servers.ServerPresence;
import dev.skerry.edge.EdgeConfig;
import dev.skerry.edge.EdgeServer;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.etcd.EtcdStore;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.ServerCertificates;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.LegacyTokens;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.Store;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A running server: the API over its database, and around it, as its clients, controllers, scheduler and the
/// server's end of every edge node. Built from the ground up, taken down from the top.
public final class ServerWiring implements AutoCloseable {
    private static final Log LOG = Log.of("server");
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private static final Identity ADMINISTRATOR = Identity.of("system:admin", Identity.GROUP_MASTERS);
    private static final Identity SERVER = Identity.of("system:apiserver", Identity.GROUP_MASTERS);
    private static final Identity EDGE = Identity.of("system:skerry-edge", Identity.GROUP_AUTHENTICATED);

    private final Clock clock = SystemClock.CLOCK;
    private final RandomGenerator random = new SecureRandom();
    private final Metrics metrics = new Metrics();
    private final TaskGroup tasks = new TaskGroup();
    private final TaskGroup acting = new TaskGroup();
    private final ServerOptions options;
    private final AuditWiring audit;
    private final Issuers issuers;
    private final ServerCertificates certificates;
    private final @Nullable Site site;
    private final Store store;
    private final EncryptionWiring encryption;
    private final ObjectStorage storage;
    private final ApiServer api;
    private final HttpServer http;
    private final ServerPresence presence;
    private @Nullable AgentWiring node;

    private ServerWiring(ServerOptions options) throws IOException, InterruptedException {
        this.options = options;
        this.audit = AuditWiring.of(options.audit(), clock, random, metrics);
        Site.adopt(options.site(), options.data(), clock, random);
        this.site = joinSite();
        this.store = openStore();
        this.certificates = certificatesOfAll();
        this.encryption = encryption();
        this.storage = storage();
        var connector = new EdgeConnector();
        this.issuers = Issuers.of(options.issuers(), new DenyList(storage), clock);
        this.api = api(connector);
        var edge = edge();
        connector.connect(edge);
        new EdgeEndpoints(edge, certificates.authorityPem(), new DenyList(storage)).mountOn(api);
        encryption.mountOn(api);
        if (site != null) {
            site.mountOn(api, certificates.authority().certificate());
        }
        this.http = listen();
        this.presence = new ServerPresence(client(SERVER), this::advertised, clock);
        startTasks(edge);
    }

    private @Nullable Site joinSite() throws InterruptedException {
        var address = InetAddress.ofLiteral(AdvertisedAddress.of(options));
        return switch (options.site()) {
            case SiteOptions.None() -> null;
            case SiteOptions.First first -> Site.start(first, options.data(), address, clock, random);
            case SiteOptions.Joining joining -> Site.join(joining, options.data(), address, clock, random);
        };
    }

    private Store openStore() throws IOException, InterruptedException {
        Site own = site;
        if (own == null) {
            return options.datastore().open(clock, random);
        }
        try {
            return Datastore.await(() -> EtcdStore.open(own.datastore(), clock, random), clock, random);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            own.close();
            throw failed;
        }
    }

    /// Over an engine that others write to as well, what they write is taken in as it comes.
    private ObjectStorage storage() {
        if (!isShared()) {
            return new ObjectStorage(encryption.store());
        }
        var shared = ObjectStorage.shared(encryption.store(), clock);
        tasks.start("datastore", shared::follow);
        return shared;
    }

    /// Those of this server alone, or those that all servers over one engine share.
    private ServerCertificates certificatesOfAll() {
        try {
            if (site == null && options.datastore().isShared()) {
                new SharedIdentity(store, options.data(), random).settle(options.fixedToken(), this::makeIdentity);
            }
            var opened = openCertificates();
            FrontProxyWiring.requireApart(opened, options.proxyBefore());
            return opened;
        } catch (RuntimeException refused) {
            closeStore();
            throw refused;
        }
    }

    private void makeIdentity() {
        openCertificates();
        EncryptionWiring.makeKey(store, options.data(), options.keeping().passphraseFile(), random);
    }

    private ServerCertificates openCertificates() {
        return new ServerCertificates(options.data().resolve("tls"), ServerNames.of(options), clock);
    }

    private boolean isShared() {
        return site != null || options.datastore().isShared();
    }

    private EncryptionWiring encryption() {
        try {
            Datastore.requireWhole(store);
            return EncryptionWiring.of(store, options.data(), options.keeping().passphraseFile(), clock, random);
        } catch (RuntimeException refused) {
            closeStore();
            throw refused;
        }
    }

    private void closeStore() {
        store.close();
        if (site != null) {
            site.close();
        }
    }

    private HttpServer listen() throws IOException {
        var address = new InetSocketAddress(options.bindAddress(), options.port());
        try {
            var handler = api.handler(options.requestTimeout());
            return HttpServer.start(ServerSettings.secure(address, tls()), handler, clock, metrics);
        } catch (BindException taken) {
            throw new IOException(
                    taken.getMessage() + ". Stop what listens there ('ss -ltnp' shows it), or choose another place"
                            + " with --bind-address and --https-listen-port.",
                    taken);
        }
    }

    /// Starts everything; returns when `/readyz` answers 200.
    public static ServerWiring start(ServerOptions options) throws IOException, InterruptedException {
        createPrivate(options.data());
        var server = new ServerWiring(options);
        try {
            server.awaitReady();
            FrontProxyWiring.publish(server.certificates, options.proxyBefore(), server.client(SERVER));
            server.presence.turn();
            server.tasks.start("presence", server.presence::run);
            server.announce();
            server.startNode();
            return server;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    /// How this machine reaches the server: `https://127.0.0.1:6443`.
    public String address() {
        InetAddress bound = options.bindAddress();
        String host = bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + http.address().getPort();
    }

    private ServerAddress advertised() {
        return new ServerAddress(AdvertisedAddress.of(options), http.address().getPort());
    }

    /// Waits until a part fails.
    public void await() throws InterruptedException {
        tasks.await();
    }

    /// The API for the administrator, inside this process.
    KubeClient administrator() {
        return client(ADMINISTRATOR);
    }

    ServerCertificates certificates() {
        return certificates;
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
        presence.leave();
        http.close();
        // First, while the API still works: whoever leads gives that up in order.
        acting.close();
        tasks.close();
        closeStore();
    }

    private ApiServer api(EdgeConnector connector) {
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, certificates.tokenKeys(), clock);
        var access = StandardAccess.build(storage, tokens, verifiers(), clock, random);
        return new ApiServer(new ApiServerParts(
                        storage,
                        options.proxyBefore()
                                .map(proxy -> access.behind(proxy, storage))
                                .orElse(access),
                        connector,
                        clock,
                        random,
                        metrics)
                .withAuditor(audit.auditor())
                .withWatchLeast(options.watchLeast())
                .withFrontProxy(FrontProxyWiring.of(certificates, options.proxyBefore())));
    }

    /// Those that know further kinds of tokens: of other issuers, and those that live in Secrets.
    private List<TokenVerifier> verifiers() {
        var verifiers = new ArrayList<>(issuers.verifiers());
        verifiers.add(new LegacyTokenVerifier(legacyTokens(), storage, ServiceAccountTokens.ISSUER));
        return verifiers;
    }

    private LegacyTokens legacyTokens() {
        return new LegacyTokens(certificates.tokenKeys());
    }

    private EdgeServer edge() {
        return new EdgeServer(
                EdgeConfig.of(Release.SOFTWARE).withFixedToken(options.fixedToken()),
                new EdgeServer.Api(
                        client(EDGE),
                        node -> client(Identity.of(
                                Identity.NODE_PREFIX + node, Identity.GROUP_NODES, Identity.GROUP_AUTHENTICATED))),
                certificates.authority(),
                new EdgeServer.Surroundings(clock, random, metrics));
    }

    private void startTasks(EdgeServer edge) {
        audit.start(tasks);
        encryption.start(tasks);
        issuers.start(tasks);
        tasks.startBlocking("store", store::await);
        if (store instanceof SqliteStore sqlite) {
            StoreMetrics.register("server", sqlite, metrics);
        }
        tasks.start("edge", edge::run);
        tasks.start("credentials", api::watchOverCredentials);
        tasks.start("apis", api::tendApis);
        tasks.start("certificates", () -> certificates.run(this::renewTls));
        if (site != null) {
            site.start(tasks);
        }
        startReconcilers();
    }

    /// What one server does for all, beside controllers and scheduler.
    private void startChores(TaskGroup term) {
        term.start("claims", api::tendClaims);
        term.start("resealing", encryption::lead);
        options.keeping().backups().ifPresent(plan -> {
            var backups =
                    new ScheduledBackups(plan, store, options.datastore().name(), new BackupJob(clock, random), clock);
            term.start("backups", backups::run);
        });
    }

    /// A server that is alone with its database has no rivals; others agree on who of them acts.
    private void startReconcilers() {
        var reconcilers = new Reconcilers(
                this::client,
                certificates,
                legacyTokens(),
                this::startChores,
                new Reconcilers.Surroundings(clock, random, metrics));
        if (!isShared()) {
            reconcilers.startAlone(acting);
        } else {
            String candidate = advertised() + "_" + new UUID(random.nextLong(), random.nextLong());
            acting.start("reconcilers", () -> reconcilers.run(candidate));
        }
        tasks.start("acting", acting::await);
    }

    private KubeClient client(Identity identity) {
        return new RestClient(new InProcessTransport(api.handlerAs(identity), tasks), identity.name());
    }

    private TlsSettings tls() {
        var serving = certificates.serving().current();
        return new TlsSettings(
                serving.key(),
                serving.chain(),
                List.of(certificates.authority().certificate()),
                options.proxyBefore().map(TrustedProxy::authorities).orElse(List.of()));
    }

    private void renewTls() {
        http.renew(tls());
        try {
            announce();
        } catch (IOException failed) {
            LOG.warn(
                    "the renewed kubeconfig could not be written; free the disk or fix the folder",
                    "why",
                    failed.getMessage());
        }
    }

    /// Leaves word where this machine's commands and people find it.
    private void announce() throws IOException {
        Files.writeString(options.data().resolve(AdministratorClient.ENDPOINT), address() + "\n");
        AdministratorConfig.write(options.kubeconfig(), AdministratorConfig.text(certificates, address()));
    }

    /// The node on this machine joins as every node does: it makes a key and shows a token that is good once.
    private void startNode() throws IOException, InterruptedException {
        if (options.node().isEmpty()) {
            return;
        }
        var wished = options.node().get();
        String token = "";
        if (!NodeCredentials.hasJoined(wished.data().resolve("link"))) {
            var fresh = JoinToken.create(certificates.authority().certificate(), new SecureRandom());
            BootstrapTokens.create(client(ADMINISTRATOR), fresh, clock.now().plus(TOKEN_LIFE), wished.name());
            token = fresh.format();
        }
        var started = AgentWiring.start(new AgentOptions(address(), token, wished));
        node = started;
        tasks.start("node", started::await);
    }

    private void awaitReady() throws InterruptedException {
        var request = new Request("GET", "/readyz", Map.of(), Map.of(), new byte[0], List.of(), "in-process");
        while (api.handlerAs(ADMINISTRATOR).handle(request).status() != 200) {
            clock.sleep(GLANCE);
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
