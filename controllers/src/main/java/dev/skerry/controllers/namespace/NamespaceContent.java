// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.namespace;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.controllers.wiring.Discovered;
import dev.skerry.controllers.wiring.Discovery;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.List;

/// Deletes what is in a namespace.
///
/// Pods go first and everything else waits until the last one has ended: a pod that still runs may need
/// its Secrets and must not outlive the NetworkPolicies that fence it in.
final class NamespaceContent {
    private final KubeClient client;

    NamespaceContent(KubeClient client) {
        this.client = client;
    }

    Remains delete(String namespace) {
        var found = Discovery.deletable(client);
        var remains = new Remains();
        found.failures().forEach(remains::notDiscovered);
        List<Discovered> namespaced =
                found.resources().stream().filter(Discovered::isNamespaced).toList();
        List<Discovered> pods = namespaced.stream()
                .filter(one -> one.resource().equals(Resources.PODS))
                .toList();
        pods.forEach(one -> delete(one, namespace, remains));
        if (remains.isNoContent()) {
            namespaced.stream()
                    .filter(one -> !one.resource().equals(Resources.PODS))
                    .forEach(one -> delete(one, namespace, remains));
        }
        return remains;
    }

    private void delete(Discovered one, String namespace, Remains remains) {
        var scope = new Scope(one.resource(), namespace, "", "");
        try {
            for (KubeObject object : client.list(scope).items()) {
                if (!object.isBeingDeleted()) {
                    client.delete(one.resource(), object.objectName(), Deletion.background(object.uid()));
                }
            }
            for (KubeObject left : client.list(scope).items()) {
                remains.left(one.resource(), left);
            }
        } catch (StatusException refused) {
            // A definition that was deleted between discovery and now has no objects any more.
            if (refused.code() != 404 && refused.code() != 405) {
                remains.notDeleted(one.resource(), refused.getMessage());
            }
        } catch (TransientException failed) {
            remains.notDeleted(one.resource(), failed.getMessage());
        }
    }
}
