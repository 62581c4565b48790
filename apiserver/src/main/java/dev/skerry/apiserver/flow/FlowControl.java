// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.RequestChain;
import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lets only so many requests be worked on at once, each priority level apart, so that whoever floods one
/// slows down themselves and those like them, and nobody else. Who waits too long or finds the queues full
/// is told to come back in a second.
///
/// Requests that go on (watches, shells, logs that are followed) take no seat: they wait for news, and
/// would hold it for hours. Those of exempt levels take none either. Levels that want more than their own seats
/// borrow what others may lend, see [SeatLoans].
public final class FlowControl {
    /// As many as Kubernetes' server allows: 400 reading and 200 writing.
    private static final int SEATS = 600;

    /// A quarter of the time that a request has.
    private static final Duration WAIT_MAX = Duration.ofSeconds(15);

    private static final Set<String> STREAMS = Set.of("exec", "attach", "portforward", "proxy", "log");

    private final FlowSchemas schemas;
    private final PriorityLevels levels;
    private final Metrics metrics;

    public FlowControl(ObjectSource objects, Clock clock, Metrics metrics) {
        this.schemas = new FlowSchemas(objects);
        this.levels = new PriorityLevels(objects, SEATS, clock);
        this.metrics = metrics;
    }

    /// The endpoint, reached one's turn.
    public RequestChain.Endpoint guarding(RequestChain.Endpoint endpoint) {
        return request -> answer(request, endpoint);
    }

    private Response answer(ApiRequest request, RequestChain.Endpoint endpoint) throws InterruptedException {
        RequestInfo info = request.info();
        if (info.verb().equals("watch") || STREAMS.contains(info.subresource())) {
            return endpoint.answer(request);
        }
        Optional<FlowSchema> schema = schemas.find(request.identity(), info);
        Optional<PriorityLevels.Level> level = schema.flatMap(found -> levels.find(found.level()));
        if (schema.isEmpty() || level.isEmpty()) {
            return endpoint.answer(request);
        }
        FlowSchema flowSchema = schema.get();
        PriorityLevels.Level own = level.get();
        Response response = own.queues().isEmpty()
                ? endpoint.answer(request)
                : seated(request, endpoint, flowSchema, own.queues().get());
        return marked(response, flowSchema.uid(), own.uid());
    }

    private Response seated(ApiRequest request, RequestChain.Endpoint endpoint, FlowSchema schema, PriorityLevel level)
            throws InterruptedException {
        levels.adjustIfDue();
        Optional<String> refusal = level.enter(schema.flow(request.identity(), request.info()), WAIT_MAX);
        if (refusal.isPresent()) {
            metrics.increment(
                    "apiserver_flowcontrol_rejected_requests_total",
                    "Requests that were told to come back later.",
                    "flow_schema",
                    schema.name(),
                    "priority_level",
                    schema.level(),
                    "reason",
                    refusal.get());
            throw new StatusException(
                    429,
                    "TooManyRequests",
                    "Too many requests, please try again later.",
                    JsonObject.of("retryAfterSeconds", 1));
        }
        try {
            return endpoint.answer(request);
        } finally {
            level.leave();
            levels.adjustIfDue();
        }
    }

    private static Response marked(Response response, String schemaUid, String levelUid) {
        Map<String, String> headers = new HashMap<>(response.headers());
        headers.put("X-Kubernetes-Pf-Flowschema-Uid", schemaUid);
        headers.put("X-Kubernetes-Pf-Prioritylevel-Uid", levelUid);
        return switch (response) {
            case Response.Full full -> new Response.Full(full.status(), headers, full.body());
            case Response.Stream stream -> new Response.Stream(stream.status(), headers, stream.writer());
            case Response.Upgrade upgrade -> upgrade;
        };
    }
}
