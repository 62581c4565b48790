// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.WatchOptions.Start;
import dev.skerry.apiserver.representation.Encoders;
import dev.skerry.apiserver.representation.ObjectEncoder;
import dev.skerry.apiserver.storage.ObjectFilter;
import dev.skerry.apiserver.storage.ObjectWatch;
import dev.skerry.apiserver.storage.PastFailures;
import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/// A watch as an answer that goes on: events as they come, a bookmark now and then, and an ERROR event
/// where it cannot go on. The thread that writes is the one that waits, so a client that does not read
/// holds up nobody but itself, and is cut off when the ring of events has moved on.
final class WatchResponse {
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(60);

    private final Clock clock;
    private final ObjectWatch watch;
    private final ObjectEncoder encoder;
    private final WatchOptions options;
    private boolean isMarkDue;

    private WatchResponse(Clock clock, ObjectWatch watch, ObjectEncoder encoder, WatchOptions options) {
        this.clock = clock;
        this.watch = watch;
        this.encoder = encoder;
        this.options = options;
        this.isMarkDue = options.start() == Start.OBJECTS_AND_MARK;
    }

    static Response of(ApiCall call, RegistryParts parts) {
        var options = WatchOptions.of(call.http(), parts.random());
        ObjectFilter filter = RequestFilter.of(call);
        ObjectEncoder encoder = Encoders.of(call.http(), call.resource(), parts.now());
        var headers = Map.of("Content-Type", encoder.contentType());
        ObjectWatch watch;
        try {
            watch = open(call, parts, options, filter);
        } catch (StatusException failure) {
            // Whoever may watch is told everything else in the stream: clients expect it there.
            byte[] event = encoder.error(failure.toJson());
            return new Response.Full(200, headers, event);
        }
        var events = new WatchResponse(parts.clock(), watch, encoder, options);
        return WebSocketWatch.of(call.http(), new Response.Stream(200, headers, events::writeTo));
    }

    private static ObjectWatch open(ApiCall call, RegistryParts parts, WatchOptions options, ObjectFilter filter) {
        var storage = parts.storage();
        String group = call.storageGroup();
        String resource = call.storageResource();
        if (options.start() == Start.LATER_CHANGES) {
            long from = options.revision() == 0 ? storage.catchUp() : options.revision();
            return storage.watch(group, resource, filter, from);
        }
        long now = storage.catchUp();
        if (options.revision() > now) {
            throw PastFailures.tooLarge(options.revision(), now);
        }
        return storage.watch(group, resource, filter, 0);
    }

    private void writeTo(OutputStream out) throws IOException, InterruptedException {
        // The headers go out at once: a client waits for them before it believes that it watches.
        out.flush();
        long end = clock.nanos() + options.timeout().toNanos();
        long nextBookmark = clock.nanos() + BOOKMARK_EVERY.toNanos();
        while (true) {
            long now = clock.nanos();
            long until = Math.min(end, options.wantsBookmarks() ? nextBookmark : end);
            var wait = isMarkDue ? Duration.ZERO : Duration.ofNanos(Math.max(0, until - now));
            switch (watch.next(wait)) {
                case ObjectWatch.Next.Event(var event) -> {
                    out.write(encoder.event(event));
                    if (!watch.hasPending()) {
                        out.flush();
                    }
                }
                case ObjectWatch.Next.Lost(long asked, long oldest) -> {
                    write(out, encoder.error(PastFailures.tooOld(asked, oldest).toJson()));
                    return;
                }
                case ObjectWatch.Next.Quiet(long revision) -> {
                    boolean isOver = clock.nanos() >= end;
                    if (isMarkDue || (options.wantsBookmarks() && (isOver || clock.nanos() >= nextBookmark))) {
                        write(out, encoder.bookmark(revision, isMarkDue));
                        isMarkDue = false;
                        nextBookmark = clock.nanos() + BOOKMARK_EVERY.toNanos();
                    }
                    if (isOver) {
                        return;
                    }
                }
            }
        }
    }

    private static void write(OutputStream out, byte[] event) throws IOException {
        out.write(event);
        out.flush();
    }
}
