// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.clusterrole;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// One pass over one ClusterRole: if it is made of others, its `rules` become their sum. Authorization does
/// not wait for this, it sums up by itself; the rules are written down for people and tools that read them.
public final class ClusterRoleAggregation implements Reconciler {
    private final KubeClient client;
    private final Cache<KubeObject> roles;

    private ClusterRoleAggregation(KubeClient client, Cache<KubeObject> roles) {
        this.client = client;
        this.roles = roles;
    }

    public static Controller wire(ControllerParts parts) {
        var roles = parts.cache(Resources.CLUSTER_ROLES);
        var reconciler = new ClusterRoleAggregation(parts.client("clusterrole-aggregation-controller"), roles);
        var controller = parts.controller("clusterrole-aggregation", reconciler, List.of(roles));
        // Any role may have come under any sum, or left it: its labels of before are not known here.
        roles.onChange(_ -> roles.all().stream()
                .filter(AggregatedRules::isAggregated)
                .forEach(role -> controller.enqueue(role.objectName())));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = roles.find(name).filter(AggregatedRules::isAggregated);
        if (found.isEmpty() || found.get().isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        JsonArray sum = AggregatedRules.of(found.get(), roles.all());
        if (!sum.elements().equals(found.get().at("rules").elements())) {
            var patch =
                    JsonObject.of("metadata", JsonObject.of("uid", found.get().uid()), "rules", sum);
            roles.assume(client.patch(Resources.CLUSTER_ROLES, name, "", PatchType.MERGE, patch));
        }
        return Outcome.SETTLED;
    }
}
