// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.metricsapi;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.apiserver.subresource.NodeDocument;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Asks nodes at the same time what they use, and waits for the slow ones no longer than for [#patience].
record NodeQuestions(NodeConnector nodes, Duration patience) {
    /// A node that has to take two samples needs a second; the rest is for its link.
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PATH = "/stats/rates";

    /// What those answered that did, by name. Who is away, late, or too old to know is missing.
    Map<String, NodeRates> ask(Collection<String> names) throws InterruptedException {
        var answers = new ConcurrentHashMap<String, NodeRates>();
        var left = new CountDownLatch(names.size());
        var tasks = new TaskGroup();
        try {
            for (String name : names) {
                tasks.start("metrics of " + name, () -> {
                    try {
                        answers.put(name, new NodeRates(NodeDocument.read(nodes, name, PATH)));
                    } catch (StatusException | IOException | JsonException _) {
                        // It is not in the answer: that is how one sees that it did not give one.
                    } finally {
                        left.countDown();
                    }
                });
            }
            // Who is late is missing: nothing depends on whether the time was enough.
            boolean _ = left.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            return Map.copyOf(answers);
        } finally {
            tasks.stop();
        }
    }
}
