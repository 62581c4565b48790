// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.RequestChain;
import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Handler;
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
import java.util.function.ToDoubleFunction;

/// Lets only so many requests be worked on at once, each priority level apart, so that whoever floods one
/// slows down themselves and those like them, and nobody else. Who waits too long or finds the queues full
/// is told to come back in a second.
///
/// How many seats a request takes is a matter of what it costs, see [Width]. Requests that go on (shells, logs that are
/// followed) take none: they wait for news, and would hold it for hours. A watch takes its seats while it is begun, and
/// the objects that it begins with are looked up. Those of exempt levels take none either. Levels that want more than
/// their own seats
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
    private final ObjectSource objects;
    private final Clock clock;
    private final FlowDumps dumps;

    public FlowControl(ObjectSource objects, Clock clock, Metrics metrics) {
        this.schemas = new FlowSchemas(objects);
        this.objects = objects;
        this.clock = clock;
        this.metrics = metrics;
        this.levels = new PriorityLevels(objects, SEATS, clock, this::measure);
        this.dumps = new FlowDumps(levels);
    }

    /// What people look at who wonder why something waits: by path.
    public Map<String, Handler> dumps() {
        return dumps.byPath();
    }

    /// The endpoint, reached one's turn.
    public RequestChain.Endpoint guarding(RequestChain.Endpoint endpoint) {
        return request -> answer(request, endpoint);
    }

    private Response answer(ApiRequest request, RequestChain.Endpoint endpoint) throws InterruptedException {
        RequestInfo info = request.info();
        if (STREAMS.contains(info.subresource())) {
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
        Entrant entrant = entrant(request, schema, level);
        long asked = clock.nanos();
        Optional<String> refusal = level.enter(entrant, WAIT_MAX);
        long begun = clock.nanos();
        observe(
                "apiserver_flowcontrol_request_wait_duration_seconds",
                "Time that requests waited for their turn.",
                begun - asked,
                schema,
                "execute",
                Boolean.toString(refusal.isEmpty()));
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
        count("apiserver_flowcontrol_dispatched_requests_total", "Requests whose turn came.", 1, schema);
        count(
                "apiserver_flowcontrol_work_estimated_seats_total",
                "Seats that requests took whose turn came.",
                entrant.width().seats(),
                schema);
        try {
            return endpoint.answer(request);
        } finally {
            level.leave(entrant);
            observe(
                    "apiserver_flowcontrol_request_execution_seconds",
                    "Time that requests were worked on.",
                    clock.nanos() - begun,
                    schema,
                    "type",
                    request.info().verb().equals("watch") ? "watch" : "regular");
            levels.adjustIfDue();
        }
    }

    private Entrant entrant(ApiRequest request, FlowSchema schema, PriorityLevel level) {
        RequestInfo info = request.info();
        String own = schema.distinguisher(request.identity(), info);
        Width width = info.isResource() && info.subresource().isEmpty()
                ? Width.of(info, request.http(), objects.load(info.group(), info.resource()), level.widthMost())
                : Width.ONE;
        return new Entrant(
                schema.name(), own, schema.flow(own), width, request.identity().name(), info);
    }

    /// Registers what is measured of a level.
    private void measure(String name) {
        gauge(name, "current_executing_seats", "Seats that are taken.", look -> look.taken());
        gauge(name, "current_executing_requests", "Requests that are worked on.", look -> look.executing());
        gauge(name, "current_inqueue_requests", "Requests that wait for their turn.", look -> look.waiting());
        gauge(
                name,
                "current_limit_seats",
                "Seats of the level, with those that it has borrowed or lent.",
                look -> look.seats());
        terms(name, "nominal_limit_seats", "Seats of the level's own.", SeatLoans.Terms::nominal);
        terms(name, "lower_limit_seats", "Seats that the level never lends.", SeatLoans.Terms::least);
        terms(name, "upper_limit_seats", "Seats that the level may have at most.", SeatLoans.Terms::most);
    }

    /// Zero for a level that is gone, or exempt.
    private void gauge(String level, String name, String help, ToDoubleFunction<PriorityLevel.Look> value) {
        metrics.gauge(
                "apiserver_flowcontrol_" + name,
                help,
                () -> levels.find(level)
                        .flatMap(PriorityLevels.Level::queues)
                        .map(queues -> value.applyAsDouble(queues.look()))
                        .orElse(0.0),
                "priority_level",
                level);
    }

    private void terms(String level, String name, String help, ToDoubleFunction<SeatLoans.Terms> value) {
        metrics.gauge(
                "apiserver_flowcontrol_" + name,
                help,
                () -> levels.find(level)
                        .map(found -> value.applyAsDouble(found.terms()))
                        .orElse(0.0),
                "priority_level",
                level);
    }

    private void count(String name, String help, int amount, FlowSchema schema) {
        metrics.add(name, help, amount, "flow_schema", schema.name(), "priority_level", schema.level());
    }

    private void observe(String name, String help, long nanos, FlowSchema schema, String label, String value) {
        metrics.observe(
                name, help, nanos, label, value, "flow_schema", schema.name(), "priority_level", schema.level());
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
