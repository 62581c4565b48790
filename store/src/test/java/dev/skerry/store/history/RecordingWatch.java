// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.Change;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Watch;
import dev.skerry.store.history.WatchRecord.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// A reader of watches that takes down what they tell: it follows a prefix from a revision, and when a watch is
/// lost it opens the next where that one ended, so that together they must tell everything.
public final class RecordingWatch {
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final String name;
    private final Store store;
    private final String prefix;
    private final LongSupplier clock;
    private long after;
    private int opened;

    public RecordingWatch(String name, Store store, String prefix, long after, LongSupplier clock) {
        this.name = name;
        this.store = store;
        this.prefix = prefix;
        this.after = after;
        this.clock = clock;
    }

    /// Up to where everything was told.
    public long upTo() {
        return after;
    }

    /// Follows until it is told to end, and until then reopens what is lost. Ends after it was quiet once more.
    public void follow(Recorder recorder, BooleanSupplier mayEnd) throws InterruptedException {
        boolean goesOn = true;
        while (goesOn) {
            if (Thread.interrupted()) {
                // A store that is closed loses every watch at once, and nothing here would wait.
                throw new InterruptedException();
            }
            goesOn = followOne(recorder, mayEnd);
        }
    }

    /// @return whether the watch was lost, and another one must go on
    private boolean followOne(Recorder recorder, BooleanSupplier mayEnd) throws InterruptedException {
        try (Watch watch = store.watch(prefix, new Revision(after))) {
            // Read when the watch is open: what comes later, it must tell one by one.
            long openedBy = store.revision().value();
            var record = new WatchRecord(name, opened++, prefix, after, openedBy, List.of());
            recorder.opened(record);
            return read(watch, event -> recorder.told(record, event), mayEnd);
        } catch (StoreUnavailableException away) {
            return true;
        } catch (CompactedException forgotten) {
            after = Math.max(forgotten.oldest().value(), after);
            return true;
        }
    }

    private boolean read(Watch watch, Consumer<Event> events, BooleanSupplier mayEnd) throws InterruptedException {
        while (true) {
            boolean isLast = mayEnd.getAsBoolean();
            long begun = clock.getAsLong();
            switch (watch.next(GLANCE)) {
                case Watch.Next.Changes(List<Change> changes) -> {
                    long ended = clock.getAsLong();
                    for (Change change : changes) {
                        String tag = change.value().map(Values::tag).orElse("");
                        events.accept(new Event.Told(
                                begun,
                                ended,
                                change.key().text(),
                                change.revision().value(),
                                tag));
                    }
                    after = Math.max(after, changes.getLast().revision().value());
                }
                case Watch.Next.Quiet(Revision upTo) -> {
                    events.accept(new Event.Quiet(begun, clock.getAsLong(), upTo.value()));
                    after = Math.max(after, upTo.value());
                    if (isLast) {
                        return false;
                    }
                }
                case Watch.Next.Lost(String reason) -> {
                    events.accept(new Event.Lost(begun, clock.getAsLong(), reason));
                    return !isLast;
                }
            }
        }
    }
}
