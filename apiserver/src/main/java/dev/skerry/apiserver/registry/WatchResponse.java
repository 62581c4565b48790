// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.WatchOptions.Start;
import dev.skerry.apiserver.representation.Encoders;
import dev.skerry.apiserver.representation.ObjectEncoder;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.ObjectEvent;
import dev.skerry.apiserver.storage.ObjectFilter;
import dev.skerry.apiserver.storage.ObjectWatch;
import dev.skerry.apiserver.storage.PastFailures;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A watch as an answer that goes on: events as they come, a bookmark now and then, and an ERROR event
/// where it cannot go on. The thread that writes is the one that waits, so a client that does not read
/// holds up nobody but itself, and is cut off when the ring of events has moved on.
///
/// A client in this process takes the news themselves with [#next] and spares both sides the text, which
/// would be written and read for each of them anew. Either is done, never both; one thread reads, any may close.
public final class WatchResponse implements Response.Writer, AutoCloseable {
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(60);

    private final Clock clock;
    private final ServedResource resource;
    private final ObjectWatch watch;
    private final ObjectEncoder encoder;
    private final WatchOptions options;
    private final long end;
    private long nextBookmark;
    private volatile boolean isOpen = true;
    private boolean isMarkDue;
    private boolean isLastSaid;

    /// What a watcher is told.
    public sealed interface News {
        record Event(ObjectEvent event) implements News {}

        /// Everything up to this revision has been told.
        ///
        /// @param endsInitialEvents whether this is the mark behind the objects that the watch began with
        record Bookmark(long revision, boolean endsInitialEvents) implements News {}

        /// The watch cannot go on, as this `Status` says.
        record Failed(JsonObject status) implements News {}

        /// Its time is over.
        record Over() implements News {}
    }

    private WatchResponse(ApiCall call, Clock clock, ObjectWatch watch, ObjectEncoder encoder, WatchOptions options) {
        this.clock = clock;
        this.resource = call.resource();
        this.watch = watch;
        this.encoder = encoder;
        this.options = options;
        this.isMarkDue = options.start() == Start.OBJECTS_AND_MARK;
        long now = clock.nanos();
        this.end = now + options.timeout().toNanos();
        this.nextBookmark = now + BOOKMARK_EVERY.toNanos();
    }

    static Response of(ApiCall call, RegistryParts parts) {
        var options = WatchOptions.of(call.http(), parts.random(), parts.watchLeast());
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
        var events = new WatchResponse(call, parts.clock(), watch, encoder, options);
        return WebSocketWatch.of(call.http(), new Response.Stream(200, headers, events));
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

    @Override
    public void writeTo(OutputStream out) throws IOException, InterruptedException {
        // The headers go out at once: a client waits for them before it believes that it watches.
        out.flush();
        while (true) {
            Optional<News> news = next(options.timeout());
            if (news.isEmpty()) {
                continue;
            }
            switch (news.get()) {
                case News.Event(ObjectEvent event) -> {
                    byte[] text;
                    try {
                        text = encoder.event(event);
                    } catch (StatusException failure) {
                        // Whoever converts the objects of this kind fails: the watcher must not miss it.
                        write(out, encoder.error(failure.toJson()));
                        return;
                    }
                    out.write(text);
                    if (!watch.hasPending()) {
                        out.flush();
                    }
                }
                case News.Bookmark(long revision, boolean endsInitialEvents) ->
                    write(out, encoder.bookmark(revision, endsInitialEvents));
                case News.Failed(JsonObject status) -> {
                    write(out, encoder.error(status));
                    return;
                }
                case News.Over() -> {
                    return;
                }
            }
        }
    }

    /// The next news; empty if there is none within the time. Behind [News.Failed] and [News.Over] comes nothing.
    public Optional<News> next(Duration most) throws InterruptedException {
        long until = clock.nanos() + most.toNanos();
        Optional<News> news = look(most);
        // What the selector hides wakes the watch, and is no news.
        for (long left = until - clock.nanos(); news.isEmpty() && isOpen && left > 0; left = until - clock.nanos()) {
            news = look(Duration.ofNanos(left));
        }
        return news;
    }

    private Optional<News> look(Duration most) throws InterruptedException {
        long due = options.wantsBookmarks() ? Math.min(end, nextBookmark) : end;
        long left = isMarkDue ? 0 : Math.clamp(due - clock.nanos(), 0, most.toNanos());
        ObjectWatch.Next next;
        try {
            next = watch.next(Duration.ofNanos(left));
        } catch (StatusException failure) {
            return Optional.of(new News.Failed(failure.toJson()));
        }
        return switch (next) {
            case ObjectWatch.Next.Event(ObjectEvent event) -> Optional.of(new News.Event(event));
            case ObjectWatch.Next.Lost(long asked, long oldest) ->
                Optional.of(new News.Failed(PastFailures.tooOld(asked, oldest).toJson()));
            case ObjectWatch.Next.Quiet(long revision) -> quiet(revision);
        };
    }

    private Optional<News> quiet(long revision) {
        long now = clock.nanos();
        boolean isOver = now >= end;
        boolean isBookmarkDue = options.wantsBookmarks() && (isOver ? !isLastSaid : now >= nextBookmark);
        if (isMarkDue || isBookmarkDue) {
            var bookmark = new News.Bookmark(revision, isMarkDue);
            isLastSaid = isOver;
            isMarkDue = false;
            nextBookmark = now + BOOKMARK_EVERY.toNanos();
            return Optional.of(bookmark);
        }
        return isOver ? Optional.of(new News.Over()) : Optional.empty();
    }

    /// Whether the watcher asked for objects as they are, not for rows or parts of them.
    public boolean showsWholeObjects() {
        return encoder.showsWholeObjects();
    }

    /// The object of an event in the version that the watcher asked for.
    public KubeObject shown(ObjectEvent event) {
        return resource.rules().converted(event.object().object());
    }

    /// The next, or the present, [#next] answers at once.
    @Override
    public void close() {
        isOpen = false;
        watch.close();
    }

    private static void write(OutputStream out, byte[] event) throws IOException {
        out.write(event);
        out.flush();
    }
}
