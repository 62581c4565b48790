// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.math.BigDecimal;

/// Writes samples in Prometheus' text form, each with the time at which it was taken.
final class ResourceMetrics {
    private static final int NANO_DIGITS = 9;

    private final StringBuilder text = new StringBuilder();
    private final long millis;
    private String name = "";

    ResourceMetrics(long millis) {
        this.millis = millis;
    }

    /// Begins a family; samples that follow belong to it.
    ResourceMetrics family(String wanted, String type) {
        name = wanted;
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /// @param labels as they stand between the braces; empty for none
    void seconds(String labels, long nanos) {
        sample(labels, BigDecimal.valueOf(nanos, NANO_DIGITS).toPlainString());
    }

    void number(String labels, long value) {
        sample(labels, Long.toString(value));
    }

    private void sample(String labels, String value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append(' ').append(millis).append('\n');
    }

    String text() {
        return text.toString();
    }
}
