// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.schema.Schemas;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.address.ServiceAddresses;
import dev.skerry.apiserver.address.ServiceClaims;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.aggregation.Aggregator;
import dev.skerry.apiserver.aggregation.ApiTending;
import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.authorization.UnionAuthorizer;
import dev.skerry.apiserver.certificates.SigningRequestRules;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.Authorization;
import dev.skerry.apiserver.chain.Deadlines;
import dev.skerry.apiserver.chain.RequestChain;
import dev.skerry.apiserver.crd.Conversions;
import dev.skerry.apiserver.crd.CustomResources;
import dev.skerry.apiserver.crd.DefinitionRules;
import dev.skerry.apiserver.discovery.Discovery;
import dev.skerry.apiserver.flow.FlowControl;
import dev.skerry.apiserver.health.HealthCheck;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.metricsapi.MetricsApi;
import dev.skerry.apiserver.openapi.OpenApiEndpoint;
import dev.skerry.apiserver.policy.MutatingPolicies;
import dev.skerry.apiserver.policy.PolicyRules;
import dev.skerry.apiserver.policy.ValidatingPolicies;
import dev.skerry.apiserver.quota.QuotaAdmission;
import dev.skerry.apiserver.registry.Admission;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint;
import dev.skerry.apiserver.resource.BuiltInResources;
import dev.skerry.apiserver.resource.BuiltInRules;
import dev.skerry.apiserver.resource.CombinedCatalog;
import dev.skerry.apiserver.resource.ObjectRules;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.subresource.StandardSubresources;
import dev.skerry.apiserver.table.BuiltInColumns;
import dev.skerry.apiserver.webhook.WebhookExchange;
import dev.skerry.apiserver.webhook.Webhooks;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The Kubernetes API. It has no threads and no socket of its own: it answers [Request]s, for an
/// [dev.skerry.apiserver.http.HttpServer] or for callers in the same process.
///
/// ```java
/// var api = new ApiServer(parts);
/// var http = HttpServer.start(settings, api.handler(), clock, metrics);
/// ```
public final class ApiServer {
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Set<String> READING = Set.of("get", "list", "watch");
    private static final Duration GLANCE = Duration.ofMillis(200);

    /// As often as Kubernetes looks after node ports.
    private static final Duration CLAIMS_EVERY = Duration.ofMinutes(3);

    private static final Log LOG = Log.of("apiserver");

    /// What credentials depend on: nodes' keys and join tokens are Secrets.
    private static final List<GroupVersionResource> CREDENTIALS = List.of(
            DenyList.RESOURCE,
            new GroupVersionResource("", "v1", "secrets"),
            new GroupVersionResource("", "v1", "serviceaccounts"));

    private final RequestChain chain;
    private final ObjectStorage storage;
    private final Clock clock;
    private final Metrics metrics;
    private final SystemEndpoint system;
    private final ResourceEndpoint resources;
    private final Aggregator aggregator;
    private final ApiTending tending;
    private final MetricsApi usage;
    private final ServiceClaims claims;
    private final Map<String, Handler> mounted = new ConcurrentHashMap<>();
    private final Map<String, Handler> mountedInside = new ConcurrentHashMap<>();

    public ApiServer(ApiServerParts parts) {
        this.storage = parts.storage();
        this.clock = parts.clock();
        this.metrics = parts.metrics();
        StandardAccess access = parts.access();
        var builtIn = new BuiltInResources(Schemas.builtIn(), kind -> rules(kind, parts), BuiltInColumns::of);
        var exchange = new WebhookExchange(parts.storage(), parts.random(), parts.clock());
        var custom = new CustomResources(parts.storage(), new Conversions(exchange, parts.random()));
        var catalog = new CombinedCatalog(List.of(builtIn, custom));
        this.aggregator = new Aggregator(parts.storage(), parts.random(), parts.frontProxy());
        var plugins = new ArrayList<AdmissionPlugin>(access.admission());
        this.claims = new ServiceClaims(parts.storage(), parts.random(), parts.clock());
        parts.storage().claim(claims);
        plugins.add(new ServiceAddresses(parts.storage(), parts.random(), parts.serviceRange()));
        var union = new UnionAuthorizer(access.authorizers());
        var webhooks = Webhooks.build(
                exchange, parts.storage(), catalog, union, parts.random(), parts.clock(), parts.metrics());
        plugins.add(new MutatingPolicies(parts.storage(), catalog, union));
        plugins.add(webhooks.mutating());
        plugins.add(new ValidatingPolicies(parts.storage(), catalog, union));
        plugins.add(webhooks.validating());
        plugins.add(new QuotaAdmission(parts.storage()));
        var authorization = new Authorization(access.authorizers());
        var registry = new RegistryParts(
                parts.storage(),
                catalog,
                new Admission(plugins),
                authorization,
                parts.clock(),
                parts.random(),
                parts.watchLeast());
        this.resources = new ResourceEndpoint(registry, new StandardSubresources(registry, access, parts.nodes()));
        this.system = new SystemEndpoint(
                new Discovery(catalog, MetricsApi.beside(aggregator)),
                new OpenApiEndpoint(catalog, aggregator, Version.TEXT),
                access.issuer(),
                checks(parts),
                parts.metrics());
        this.usage = new MetricsApi(parts.storage(), parts.nodes());
        var flow = new FlowControl(parts.storage(), parts.clock(), parts.metrics());
        mountedInside.putAll(flow.dumps());
        this.chain = new RequestChain(
                access.authenticators(),
                authorization,
                flow.guarding(this::answer),
                new RequestChain.Surroundings(
                        () -> new UUID(parts.random().nextLong(), parts.random().nextLong()),
                        parts.auditor(),
                        parts.clock(),
                        parts.metrics()));
        this.tending = new ApiTending(aggregator, registry, builtIn, custom, parts.clock());
        new Bootstrap(registry, parts.serviceRange()).ensure();
        claims.sweep();
    }

    /// Everything, for requests from outside: what is mounted, and the API for whoever can show who they are.
    public Handler handler() {
        return handler(REQUEST_TIMEOUT);
    }

    /// @param requestTimeout for requests that are not meant to go on for long
    public Handler handler(Duration requestTimeout) {
        var deadlines = new Deadlines(requestTimeout);
        return new Handler() {
            @Override
            public Response handle(Request request) throws InterruptedException {
                Handler own = findMounted(request.path());
                return own == null ? chain.handle(request) : own.handle(request);
            }

            @Override
            public Optional<Deadline> deadline(Request request) {
                return findMounted(request.path()) == null ? deadlines.of(request) : Optional.empty();
            }
        };
    }

    /// The API for one caller in this process, who needs no credentials but has no more rights than others.
    public Handler handlerAs(Identity identity) {
        return request -> chain.handleAs(identity, request);
    }

    /// Serves a path and what is below it by a handler of its own, which stands before authentication: it
    /// must know by itself whom it lets in.
    public void mount(String prefix, Handler handler) {
        mounted.put(prefix, handler);
    }

    /// Serves a path by a handler of its own that stands behind authentication and authorization: it is asked by
    /// whoever has the right to this path.
    public void mountInside(String path, Handler handler) {
        mountedInside.put(path, handler);
    }

    private @org.jspecify.annotations.Nullable Handler findMounted(String path) {
        for (var entry : mounted.entrySet()) {
            String prefix = entry.getKey();
            if (path.equals(prefix) || path.startsWith(prefix + "/")) {
                return entry.getValue();
            }
        }
        return null;
    }

    private Response answer(ApiRequest request) throws InterruptedException {
        Handler own = mountedInside.get(request.http().path());
        if (own != null) {
            return own.handle(request.http());
        }
        var elsewhere = aggregator.answer(request);
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        var measured = usage.answer(request);
        if (measured.isPresent()) {
            return measured.get();
        }
        return request.info().isResource() ? ofResource(request) : system.answer(request);
    }

    /// What is read while the datastore is away comes with a word about it.
    private Response ofResource(ApiRequest request) throws InterruptedException {
        Response response = resources.answer(request);
        if (READING.contains(request.info().verb())) {
            storage.absence().ifPresent(why -> {
                request.warnings()
                        .add("the datastore cannot be reached; this is what was known at revision "
                                + storage.appliedRevision() + " (" + why + ")");
                metrics.increment(
                        "skerry_stale_answers_total", "Reads answered from memory while the datastore was away.");
            });
        }
        return response;
    }

    /// Looks after groups that others serve, and after the APIServices of this server's own. Runs until it is
    /// interrupted; start it as a task.
    public void tendApis() throws InterruptedException {
        tending.run();
    }

    /// Mends, now and then, what Services have and nobody noted, and what is noted and nobody has. Runs until it is
    /// interrupted; of several servers the one that leads starts it.
    public void tendClaims() throws InterruptedException {
        while (true) {
            clock.sleep(CLAIMS_EVERY);
            try {
                claims.sweep();
            } catch (StoreUnavailableException away) {
                LOG.debug("claims of addresses are looked at later", "why", away.getMessage());
            }
        }
    }

    /// Lets an answer that goes on, and was given by a mounted handler, end when the credentials of its request
    /// are taken away.
    public Response whileCredentialsHold(Request request, Response response) {
        return chain.whileCredentialsHold(request, response);
    }

    /// Ends watches, logs and shells within [#GLANCE] after the credentials of their callers were taken away.
    /// Runs until it is interrupted; start it as a task.
    public void watchOverCredentials() throws InterruptedException {
        List<Long> seen = List.of();
        while (true) {
            List<Long> now = CREDENTIALS.stream()
                    .map(resource -> storage.knownRevision(resource.group(), resource.resource()))
                    .toList();
            if (!now.equals(seen)) {
                chain.sweepStreams();
                seen = now;
            }
            clock.sleep(GLANCE);
        }
    }

    private static ObjectRules rules(GroupVersionKind kind, ApiServerParts parts) {
        var rules = new BuiltInRules(kind);
        return switch (kind.kind()) {
            case "CustomResourceDefinition" -> new DefinitionRules(rules, parts.storage(), parts.clock());
            case "ValidatingAdmissionPolicy",
                    "MutatingAdmissionPolicy",
                    "ValidatingWebhookConfiguration",
                    "MutatingWebhookConfiguration" -> new PolicyRules(rules);
            case "CertificateSigningRequest" -> new SigningRequestRules(rules);
            default -> rules;
        };
    }

    /// A server whose datastore is away lives; `/readyz` says that others are the better choice.
    private static SystemEndpoint.Checks checks(ApiServerParts parts) {
        ObjectStorage storage = parts.storage();
        parts.metrics()
                .gauge(
                        "skerry_datastore_reachable",
                        "1 while the datastore answers, 0 while reads come from memory.",
                        () -> storage.absence().isPresent() ? 0 : 1);
        var ping = new HealthCheck("ping", Optional::empty);
        var alive = new HealthCheck("store", () -> {
            absence(storage);
            return Optional.empty();
        });
        return new SystemEndpoint.Checks(
                List.of(ping, alive), List.of(ping, new HealthCheck("store", () -> absence(storage))));
    }

    private static Optional<String> absence(ObjectStorage storage) {
        try {
            storage.catchUp();
            return Optional.empty();
        } catch (StoreUnavailableException away) {
            return Optional.of(String.valueOf(away.getMessage()));
        }
    }
}
