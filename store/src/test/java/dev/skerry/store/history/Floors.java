// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.WatchRecord.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the world knew when: the greatest revision that anybody had been told of before a moment. Whatever begins
/// later must not stand before it.
final class Floors {
    /// Somebody knew of this revision from this moment on.
    record Point(long time, long revision, Object from) {}

    /// By time; each holds the greatest revision up to it.
    private final List<Point> points = new ArrayList<>();

    private Floors(List<Point> all) {
        all.sort(Comparator.comparingLong(Point::time));
        for (Point point : all) {
            boolean isHigher =
                    points.isEmpty() || point.revision() > points.getLast().revision();
            Point highest = isHigher ? point : points.getLast();
            points.add(new Point(point.time(), highest.revision(), highest.from()));
        }
    }

    /// What anybody knew, from answers or from watches.
    static Floors ofAll(RecordedHistory history) {
        var all = new ArrayList<Point>();
        for (Operation operation : history.operations()) {
            if (operation.learned() > 0) {
                all.add(new Point(operation.ended(), operation.learned(), operation));
            }
        }
        for (WatchRecord watch : history.watches()) {
            for (Event event : watch.events()) {
                if (event instanceof Event.Told told) {
                    all.add(new Point(told.ended(), told.revision(), told));
                }
            }
        }
        return new Floors(all);
    }

    /// What those knew who had written it through one store: of several over one engine, each keeps its own
    /// watches up with its own writers.
    static Map<String, Floors> ofWriters(RecordedHistory history) {
        Map<String, List<Point>> byStore = new HashMap<>();
        for (Operation operation : history.operations()) {
            if (operation.answer() instanceof Operation.Answer.Done(long revision)) {
                byStore.computeIfAbsent(storeOf(operation.client()), _ -> new ArrayList<>())
                        .add(new Point(operation.ended(), revision, operation));
            }
        }
        Map<String, Floors> floors = new HashMap<>();
        byStore.forEach((store, points) -> floors.put(store, new Floors(points)));
        return floors;
    }

    /// Clients and readers of one of several stores are called after it: `b/client-1`.
    static String storeOf(String name) {
        int end = name.indexOf('/');
        return end < 0 ? "" : name.substring(0, end);
    }

    /// What was known before a moment; revision 0 if nothing.
    Point before(long time) {
        int low = 0;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).time() < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? new Point(0, 0, "the beginning") : points.get(low - 1);
    }
}
