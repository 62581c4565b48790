// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.List;
import java.util.random.RandomGenerator;

/// What people do to the cluster while all this goes on.
final class Workload {
    private static final int MAPS = 4;
    private static final int PODS_MAX = 12;

    private final RandomGenerator random;
    private final List<String> nodes;
    private int changes;

    Workload(RandomGenerator random, List<String> nodes) {
        this.random = random;
        this.nodes = nodes;
    }

    /// Does one thing, if the API lets it.
    void change(KubeClient admin) {
        try {
            switch (random.nextInt(6)) {
                case 0, 1 -> createPod(admin);
                case 2 -> deletePod(admin, 30);
                case 3 -> deletePod(admin, random.nextInt(4) == 0 ? 0 : 30);
                default -> changeMap(admin);
            }
        } catch (StatusException | TransientException _) {
            // A name that is taken or an object that is gone: people get that, too.
        }
    }

    private void createPod(KubeClient admin) {
        var name = new ObjectName("default", "pod-" + random.nextInt(PODS_MAX));
        Json source = JsonObject.of("configMapRef", JsonObject.of("name", map().name(), "optional", true));
        Json container = JsonObject.of("name", "c", "image", "busybox", "envFrom", JsonArray.of(source));
        JsonObject spec = JsonObject.of(
                "nodeName", nodes.get(random.nextInt(nodes.size())), "containers", JsonArray.of(container));
        admin.create(
                NodeResources.PODS,
                KubeObject.of(GroupVersionKind.of("v1", "Pod"), name).with(spec, "spec"));
    }

    private void deletePod(KubeClient admin, long grace) {
        var name = new ObjectName("default", "pod-" + random.nextInt(PODS_MAX));
        admin.delete(NodeResources.PODS, name, new KubeClient.Deletion("", grace, KubeClient.Propagation.BACKGROUND));
    }

    private void changeMap(KubeClient admin) {
        ObjectName name = map();
        var data = JsonObject.of("value", Integer.toString(++changes));
        var known = admin.find(NodeResources.CONFIG_MAPS, name);
        if (known.isEmpty()) {
            var fresh = KubeObject.of(GroupVersionKind.of("v1", "ConfigMap"), name);
            admin.create(NodeResources.CONFIG_MAPS, fresh.with(data, "data"));
        } else if (random.nextInt(5) == 0) {
            admin.delete(NodeResources.CONFIG_MAPS, name, KubeClient.Deletion.BACKGROUND);
        } else {
            admin.update(NodeResources.CONFIG_MAPS, known.get().with(data, "data"));
        }
    }

    private ObjectName map() {
        return new ObjectName("default", "map-" + random.nextInt(MAPS));
    }
}
