// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/// What is not yet as it has to be in the end, in the server's objects alone.
final class Comparison {
    private final Truth truth;

    Comparison(Truth truth) {
        this.truth = truth;
    }

    /// Everything that differs, in words.
    List<String> differences() {
        var found = new ArrayList<String>();
        truth.all(Resources.NAMESPACES).stream()
                .filter(KubeObject::isBeingDeleted)
                .forEach(namespace -> found.add("namespace " + namespace.name() + " is still terminating"));
        truth.all(Resources.DEPLOYMENTS).forEach(deployment -> addDeployment(deployment, found));
        truth.everything().forEach((resource, objects) -> objects.forEach(object -> addLeak(resource, object, found)));
        return found;
    }

    private static void addDeployment(KubeObject deployment, List<String> found) {
        String name = "deployment " + deployment.objectName();
        if (deployment.isBeingDeleted()) {
            found.add(name + " is still being deleted");
            return;
        }
        int wanted = deployment.at("spec", "replicas").intOr(1);
        boolean isSeen = deployment.at("status", "observedGeneration").longOr(0) == deployment.generation();
        boolean isWhole = List.of("replicas", "updatedReplicas", "readyReplicas", "availableReplicas").stream()
                .allMatch(field -> deployment.at("status", field).intOr(0) == wanted);
        if (!isSeen || !isWhole) {
            found.add(name + " of " + wanted + " is not complete: " + deployment.at("status"));
        }
    }

    private void addLeak(String resource, KubeObject object, List<String> found) {
        boolean isOrphan = !object.owners().isEmpty()
                && object.owners().stream()
                        .allMatch(owner -> truth.findByUid(owner.uid()).isEmpty());
        if (isOrphan) {
            found.add(resource + " " + object.objectName() + " has outlived its owners " + object.owners());
        }
        boolean isNowhere = !object.namespace().isEmpty()
                && truth.find(Resources.NAMESPACES, ObjectName.cluster(object.namespace()))
                        .isEmpty();
        if (isNowhere) {
            found.add(resource + " " + object.objectName() + " is in a namespace that is gone");
        }
    }
}
