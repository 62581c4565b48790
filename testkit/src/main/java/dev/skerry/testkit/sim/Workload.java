// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.KubeClient.Propagation;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.List;
import java.util.random.RandomGenerator;

/// What people do to the cluster while all this goes on.
final class Workload {
    private static final int MAPS = 4;
    private static final int PODS_MAX = 6;
    private static final int DEPLOYMENTS_MAX = 2;
    private static final int MODEST = 2;
    private static final List<String> NAMESPACES = List.of("default", "blue", "green");

    private final RandomGenerator random;
    private final Wishes wishes;
    private int changes;

    Workload(RandomGenerator random) {
        this.random = random;
        this.wishes = new Wishes(random);
    }

    /// Does one thing, if the API lets it.
    void change(KubeClient user) {
        try {
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> createPod(user);
                case 3 -> deletePod(user, 30);
                case 4 -> deletePod(user, random.nextInt(4) == 0 ? 0 : 1);
                case 5, 6, 7 -> changeMap(user);
                case 8, 9, 10 -> user.create(Resources.DEPLOYMENTS, wishes.deployment(namespace(), "web-" + number()));
                case 11, 12 -> user.patch(Resources.DEPLOYMENTS, web(), "", PatchType.MERGE, wishes.scaled());
                case 13, 14, 15 -> user.patch(Resources.DEPLOYMENTS, web(), "", PatchType.STRATEGIC, wishes.rolled());
                case 16 ->
                    user.patch(Resources.DEPLOYMENTS, web(), "", PatchType.MERGE, wishes.paused(random.nextBoolean()));
                case 17 -> user.delete(Resources.DEPLOYMENTS, web(), new Deletion("", -1, propagation()));
                case 18 -> user.create(Resources.NAMESPACES, wishes.namespace(NAMESPACES.get(1 + random.nextInt(2))));
                default -> deleteNamespace(user);
            }
        } catch (StatusException | TransientException _) {
            // A name that is taken or an object that is gone: people get that, too.
        }
    }

    /// Nothing is left that only people can finish: no Deployment is paused, and none wants more than there is room
    /// for.
    void relax(KubeClient user) {
        for (KubeObject deployment : user.list(Scope.all(Resources.DEPLOYMENTS)).items()) {
            int replicas = Math.min(MODEST, deployment.at("spec", "replicas").intOr(1));
            user.patch(Resources.DEPLOYMENTS, deployment.objectName(), "", PatchType.MERGE, wishes.relaxed(replicas));
        }
    }

    private void createPod(KubeClient user) {
        List<KubeObject> nodes = user.list(Scope.all(Resources.NODES)).items();
        if (!nodes.isEmpty()) {
            String node = nodes.get(random.nextInt(nodes.size())).name();
            user.create(
                    Resources.PODS, wishes.pod("pod-" + random.nextInt(PODS_MAX), node, "map-" + random.nextInt(MAPS)));
        }
    }

    private void deletePod(KubeClient user, long grace) {
        var name = new ObjectName("default", "pod-" + random.nextInt(PODS_MAX));
        user.delete(Resources.PODS, name, new Deletion("", grace, Propagation.BACKGROUND));
    }

    private void deleteNamespace(KubeClient user) {
        if (random.nextInt(3) == 0) {
            var name = ObjectName.cluster(NAMESPACES.get(1 + random.nextInt(2)));
            user.delete(Resources.NAMESPACES, name, Deletion.BACKGROUND);
        }
    }

    private void changeMap(KubeClient user) {
        var name = new ObjectName("default", "map-" + random.nextInt(MAPS));
        var data = JsonObject.of("value", Integer.toString(++changes));
        var known = user.find(Resources.CONFIG_MAPS, name);
        if (known.isEmpty()) {
            user.create(
                    Resources.CONFIG_MAPS,
                    wishes.configMap("default", name.name()).with(data, "data"));
        } else if (random.nextInt(5) == 0) {
            user.delete(Resources.CONFIG_MAPS, name, Deletion.BACKGROUND);
        } else {
            user.update(Resources.CONFIG_MAPS, known.get().with(data, "data"));
        }
    }

    private String namespace() {
        return NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    }

    private int number() {
        return random.nextInt(DEPLOYMENTS_MAX);
    }

    private ObjectName web() {
        return new ObjectName(namespace(), "web-" + number());
    }

    private Propagation propagation() {
        var all = Propagation.values();
        return all[random.nextInt(all.length)];
    }
}
