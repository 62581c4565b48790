// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.registry.WatchResponse;
import dev.skerry.apiserver.registry.WatchResponse.News;
import dev.skerry.apiserver.storage.ObjectEvent;
import dev.skerry.client.WatchStream;
import java.time.Duration;
import java.util.Optional;

/// A watch of the API server in the same process: its news, as a client knows them. All watchers are handed the
/// same immutable object, so that however many caches hold it, it is in memory once.
final class InProcessWatch implements WatchStream {
    private final WatchResponse news;
    private volatile boolean isOpen = true;

    InProcessWatch(WatchResponse news) {
        this.news = news;
    }

    @Override
    public Optional<Event> next(Duration timeout) throws InterruptedException {
        if (!isOpen) {
            return Optional.of(new Event.Ended());
        }
        Optional<Event> told = news.next(timeout).map(this::event);
        return told.isEmpty() && !isOpen ? Optional.of(new Event.Ended()) : told;
    }

    @Override
    public void close() {
        isOpen = false;
        news.close();
    }

    private Event event(News told) {
        return switch (told) {
            case News.Event(ObjectEvent event) -> {
                KubeObject object;
                try {
                    object = news.shown(event);
                } catch (StatusException failure) {
                    // Its webhook does not convert it. A watch over the wire ends with an error here, too.
                    isOpen = false;
                    yield new Event.Failed(
                            failure.code(), failure.toJson().at("message").text());
                }
                yield switch (event.type()) {
                    case ADDED -> new Event.Added(object);
                    case MODIFIED -> new Event.Modified(object);
                    case DELETED -> new Event.Deleted(object);
                };
            }
            case News.Bookmark(long revision, boolean _) -> new Event.Bookmark(Long.toString(revision));
            case News.Failed(var status) -> {
                isOpen = false;
                yield new Event.Failed(
                        status.at("code").intOr(500), status.at("message").text());
            }
            case News.Over() -> {
                isOpen = false;
                yield new Event.Ended();
            }
        };
    }
}
