// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.audit.AuditRecord;
import dev.skerry.apiserver.audit.Auditor;
import dev.skerry.apiserver.authentication.Authenticator;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreTooLargeException;
import dev.skerry.store.StoreUnavailableException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Takes a request from the wire to whatever answers it, in this order: who is it; whom do they act for;
/// may they; answer. Rights come before existence: a stranger learns of an unknown path only that it is
/// forbidden. Whatever is thrown on the way becomes a `Status`.
public final class RequestChain {
    private static final Log LOG = Log.of("apiserver.chain");

    /// Whose credentials are no good.
    private static final Identity NOBODY = Identity.of("");

    /// Must fit into a line of a log and a header.
    private static final Pattern AUDIT_ID = Pattern.compile("[\\x21-\\x7e]{1,64}");

    private final Authentication authentication;
    private final Authorization authorization;
    private final Endpoint endpoint;
    private final OpenStreams streams = new OpenStreams();
    private final Supplier<UUID> auditIds;
    private final Auditor auditor;
    private final Clock clock;
    private final Metrics metrics;

    /// What requests are numbered, kept, timed and counted by.
    public record Surroundings(Supplier<UUID> auditIds, Auditor auditor, Clock clock, Metrics metrics) {}

    /// What answers a request of somebody who may ask it.
    @FunctionalInterface
    public interface Endpoint {
        Response answer(ApiRequest request) throws InterruptedException;
    }

    public RequestChain(
            List<Authenticator> authenticators,
            Authorization authorization,
            Endpoint endpoint,
            Surroundings surroundings) {
        this.authentication = new Authentication(authenticators);
        this.authorization = authorization;
        this.endpoint = endpoint;
        this.auditIds = surroundings.auditIds();
        this.auditor = surroundings.auditor();
        this.clock = surroundings.clock();
        this.metrics = surroundings.metrics();
    }

    /// Answers a request of whoever its credentials say.
    public Response handle(Request request) throws InterruptedException {
        return whileCredentialsHold(request, handle(request, () -> authentication.identify(request)));
    }

    /// The answer, which, if it goes on, ends when the credentials of its request are taken away.
    public Response whileCredentialsHold(Request request, Response response) {
        return streams.watched(response, () -> authentication.stillHolds(request));
    }

    /// Ends the streams whose credentials do not hold any more.
    public void sweepStreams() {
        streams.sweep();
    }

    /// Answers a request of somebody who is already known.
    public Response handleAs(Identity identity, Request request) throws InterruptedException {
        return handle(request, () -> identity);
    }

    private Response handle(Request request, Supplier<Identity> caller) throws InterruptedException {
        long start = clock.nanos();
        String auditId = auditId(request);
        RequestInfo info = RequestInfo.of(request);
        var warnings = new Warnings();
        Response response;
        var annotations = new AuditAnnotations();
        AuditRecord audit = AuditRecord.NOTHING;
        boolean isKnown = false;
        try {
            Deadlines.check(request, info);
            Identity known = caller.get();
            isKnown = true;
            audit = auditor.begin(request, info.attributes(known), auditId);
            Identity identity = authorization.impersonated(request, known);
            if (!identity.equals(known)) {
                audit.actingAs(identity);
            }
            audit.allowed(authorization.demand(info.attributes(identity)));
            Request rest = authentication.stripped(request);
            response = endpoint.answer(new ApiRequest(rest, info, identity, warnings, annotations));
        } catch (RuntimeException e) {
            response = Failures.response(request, failure(e, request));
            audit = isKnown ? audit : auditor.begin(request, info.attributes(NOBODY), auditId);
        }
        audit.noted(annotations.entries());
        response = audit.answered(response);
        record(info, response, clock.nanos() - start);
        return CommonHeaders.add(response, auditId, warnings);
    }

    /// The client's own number, by which it finds its request in the log; else a fresh one.
    private String auditId(Request request) {
        return request.header("audit-id")
                .filter(id -> AUDIT_ID.matcher(id).matches())
                .orElseGet(() -> auditIds.get().toString());
    }

    /// What the client is told of a failure: its own mistakes in full, ours in short.
    private static StatusException failure(RuntimeException thrown, Request request) {
        return switch (thrown) {
            case StatusException status -> status;
            case StoreFullException full -> Failures.storeFull(full);
            case StoreTooLargeException large -> Failures.storeTooLarge(large);
            case StoreUnavailableException unavailable -> Failures.storeUnavailable(unavailable);
            case StoreCorruptException corrupt -> {
                LOG.error("the store is corrupt", corrupt, "path", request.path());
                yield Failures.internal(String.valueOf(corrupt.getMessage()));
            }
            default -> {
                LOG.error("request failed", thrown, "method", request.method(), "path", request.path());
                yield Failures.internal("an error on the server has prevented the request from succeeding");
            }
        };
    }

    private void record(RequestInfo info, Response response, long nanos) {
        String resource = info.isResource() ? info.resource() : "";
        metrics.increment(
                "apiserver_request_total",
                "Requests by verb, resource and code.",
                "verb",
                info.verb(),
                "resource",
                resource,
                "code",
                Integer.toString(response.status()));
        if (response instanceof Response.Full) {
            metrics.observe(
                    "apiserver_request_duration_seconds",
                    "Time until a request was answered.",
                    nanos,
                    "verb",
                    info.verb());
        }
    }
}
