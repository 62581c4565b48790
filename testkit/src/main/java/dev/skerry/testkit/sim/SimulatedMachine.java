// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What goes on at a node's machine whatever happens to the agent: containers that run, and a count of all
/// that was ever done. Survives the agent.
final class SimulatedMachine {
    private final Map<String, String> running = new TreeMap<>();
    private final Set<String> everStarted = new HashSet<>();
    private final Map<String, Integer> reports = new HashMap<>();
    private int events;

    /// Pods that run: uid → name.
    Map<String, String> running() {
        return Map.copyOf(running);
    }

    void start(String uid, String name) {
        if (!everStarted.add(uid)) {
            throw new InvariantViolation("pod " + name + " (" + uid + ") was started a second time");
        }
        running.put(uid, name);
    }

    void stop(String uid) {
        running.remove(uid);
    }

    boolean hasStarted(String uid) {
        return everStarted.contains(uid);
    }

    int startedCount() {
        return everStarted.size();
    }

    /// A number for the next report about a pod, higher than all before.
    int nextReport(String uid) {
        return reports.merge(uid, 1, Integer::sum);
    }

    int nextEvent() {
        return ++events;
    }
}
