// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// Counters, gauges and histograms of one process, written as Prometheus text (format 0.0.4).
///
/// Names follow Prometheus: `apiserver_request_total`, durations in seconds. Labels are alternating
/// names and values and belong to a small fixed set: a label that a stranger can choose would grow
/// this map without bound, so each family takes at most [#SERIES_MAX] series and counts the rest in
/// `skerry_metrics_dropped_total`.
public final class Metrics {
    /// Series a family may have; more means that something unbounded became a label.
    private static final int SERIES_MAX = 2_000;

    /// Upper bounds in seconds, from a memory read to a slow pull.
    private static final double[] BUCKETS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();
    private final LongAdder dropped = new LongAdder();

    private record Family(String type, String help, Map<String, Series> series) {}

    private sealed interface Series {}

    private record Count(LongAdder value) implements Series {}

    private record Gauge(DoubleSupplier value) implements Series {}

    private record Spread(AtomicLongArray buckets, LongAdder count, LongAdder nanos) implements Series {}

    /// Adds to a counter, which is made at its first use.
    public void add(String name, String help, long amount, String... labels) {
        if (series(name, "counter", help, labels, new Count(new LongAdder())) instanceof Count(LongAdder value)) {
            value.add(amount);
        }
    }

    public void increment(String name, String help, String... labels) {
        add(name, help, 1, labels);
    }

    /// Registers a gauge that is read whenever somebody asks for the metrics; the last one of a name wins.
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        family(name, "gauge", help).series().put(labelText(labels), new Gauge(value));
    }

    /// Records a duration in a histogram.
    public void observe(String name, String help, long nanos, String... labels) {
        var fresh = new Spread(new AtomicLongArray(BUCKETS.length), new LongAdder(), new LongAdder());
        if (series(name, "histogram", help, labels, fresh) instanceof Spread spread) {
            for (int i = 0; i < BUCKETS.length; i++) {
                if (nanos <= BUCKETS[i] * 1e9) {
                    spread.buckets().incrementAndGet(i);
                    break;
                }
            }
            spread.count().increment();
            spread.nanos().add(nanos);
        }
    }

    /// Everything, in the text format that Prometheus scrapes.
    public String text() {
        var out = new StringBuilder(4096);
        families.forEach((name, family) -> {
            out.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
            out.append("# TYPE ").append(name).append(' ').append(family.type()).append('\n');
            family.series().forEach((labels, series) -> write(out, name, labels, series));
        });
        out.append("# HELP skerry_metrics_dropped_total Measurements whose family had too many series.\n");
        out.append("# TYPE skerry_metrics_dropped_total counter\n");
        out.append("skerry_metrics_dropped_total ").append(dropped.sum()).append('\n');
        return out.toString();
    }

    private Family family(String name, String type, String help) {
        return families.computeIfAbsent(name, _ -> new Family(type, help, new ConcurrentSkipListMap<>()));
    }

    private Series series(String name, String type, String help, String[] labels, Series fresh) {
        var family = family(name, type, help);
        String key = labelText(labels);
        Series known = family.series().get(key);
        if (known != null) {
            return known;
        }
        if (family.series().size() >= SERIES_MAX) {
            dropped.increment();
            return fresh;
        }
        return family.series().computeIfAbsent(key, _ -> fresh);
    }

    private static void write(StringBuilder out, String name, String labels, Series series) {
        switch (series) {
            case Count(LongAdder value) -> sample(out, name, labels, Long.toString(value.sum()));
            case Gauge(DoubleSupplier value) -> sample(out, name, labels, number(value.getAsDouble()));
            case Spread spread -> {
                long total = 0;
                for (int i = 0; i < BUCKETS.length; i++) {
                    total += spread.buckets().get(i);
                    sample(
                            out,
                            name + "_bucket",
                            join(labels, "le=\"" + number(BUCKETS[i]) + "\""),
                            Long.toString(total));
                }
                sample(
                        out,
                        name + "_bucket",
                        join(labels, "le=\"+Inf\""),
                        Long.toString(spread.count().sum()));
                sample(out, name + "_sum", labels, number(spread.nanos().sum() / 1e9));
                sample(
                        out,
                        name + "_count",
                        labels,
                        Long.toString(spread.count().sum()));
            }
        }
    }

    private static void sample(StringBuilder out, String name, String labels, String value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    private static String join(String labels, String label) {
        return labels.isEmpty() ? label : labels + "," + label;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String labelText(String[] labels) {
        var text = new StringBuilder();
        for (int i = 0; i + 1 < labels.length; i += 2) {
            text.append(i == 0 ? "" : ",")
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
