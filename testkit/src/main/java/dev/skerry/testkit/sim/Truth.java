// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What is on the server's disk, whether the server lives or not: what the others are measured by.
final class Truth {
    private final ObjectStorage storage;
    private final Map<String, Integer> reports = new HashMap<>();

    Truth(Store disk) {
        this.storage = new ObjectStorage(disk);
    }

    /// Whether the pod is there and nobody has asked to delete it.
    boolean wants(String name, String uid) {
        return storage.find("", "pods", new ObjectName("default", name))
                .filter(pod -> pod.uid().equals(uid) && !pod.isBeingDeleted())
                .isPresent();
    }

    List<KubeObject> pods(String node) {
        return list("pods").stream()
                .filter(pod -> pod.at("spec", "nodeName").text().equals(node))
                .toList();
    }

    List<KubeObject> configMaps() {
        return list("configmaps");
    }

    Set<String> events() {
        var names = new TreeSet<String>();
        list("events").forEach(event -> names.add(event.name()));
        return names;
    }

    /// No report about a pod may be followed by an earlier one.
    void check() {
        for (KubeObject pod : list("pods")) {
            String text = pod.at("status", "message").text();
            int number = text.isEmpty() ? 0 : Integer.parseInt(text);
            int before = reports.getOrDefault(pod.uid(), 0);
            if (number < before) {
                throw new InvariantViolation(
                        "the status of " + pod.name() + " went back from " + before + " to " + number);
            }
            reports.put(pod.uid(), number);
        }
    }

    private List<KubeObject> list(String resource) {
        return storage.list("", resource, "default");
    }
}
