// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.access.ClusterBootstrap;
import dev.skerry.apiserver.authorization.DefaultRoleReconciliation.Step;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.client.KubeClient;

/// Sees to it that what every cluster has, the default roles among it, is there before anybody needs it:
/// written through the API, by its administrator, before the server says that it is ready.
final class ClusterFurnishing {
    /// Another server over the same store may write the same at the same moment.
    private static final int TRIES = 5;

    private ClusterFurnishing() {}

    static void ensure(ObjectSource objects, KubeClient administrator) {
        for (int attempt = 1; ; attempt++) {
            try {
                for (Step step : ClusterBootstrap.plan(objects)) {
                    switch (step) {
                        case Step.Create(var resource, var object) -> administrator.create(resource, object);
                        case Step.Update(var resource, var object) -> administrator.update(resource, object);
                    }
                }
                return;
            } catch (StatusException beaten) {
                if (beaten.code() != 409 || attempt == TRIES) {
                    throw beaten;
                }
            }
        }
    }
}
