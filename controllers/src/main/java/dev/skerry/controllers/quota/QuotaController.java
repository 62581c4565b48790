// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.quota;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quota.QuotaStatus;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.Discovered;
import dev.skerry.controllers.wiring.Discovery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One pass over one quota: everything it is about is counted, and its status says so.
///
/// The server books what comes in; what goes, ends or was never written in the end is seen here. The
/// counting asks the server rather than caches: a cache that is behind would give away room that is
/// taken. And the count is written at the revision of the quota that was read before it: a booking in
/// between makes it a conflict, and the next pass counts again. The server books before it writes, so a
/// booking does not start a pass at once: that would count before the object is there, and take the booking
/// back.
public final class QuotaController implements Reconciler {
    /// Caches of these are there anyway, so their changes start a pass at once.
    private static final List<GroupVersionResource> FOLLOWED =
            List.of(Resources.PODS, Resources.CONFIG_MAPS, Resources.REPLICA_SETS, Resources.DEPLOYMENTS);

    /// Everything else is looked at this often. A cache of all Secrets would cost memory and keep them in
    /// one more place; conformance gives a minute.
    private static final Duration ROUND = Duration.ofSeconds(10);

    /// What was booked is written by then, or never.
    private static final Duration BOOKED = Duration.ofSeconds(2);

    private static final GroupVersionResource QUOTAS = new GroupVersionResource("", "v1", "resourcequotas");

    private final KubeClient client;

    private QuotaController(KubeClient client) {
        this.client = client;
    }

    public static Controller wire(ControllerParts parts) {
        var quotas = parts.cache(QUOTAS);
        var reconciler = new QuotaController(parts.client("resourcequota-controller"));
        var controller = parts.controller("resource-quota", reconciler, List.<Cache<?>>of(quotas));
        quotas.onChange(change -> controller.enqueueAfter(change.name(), isBooking(change) ? BOOKED : Duration.ZERO));
        for (GroupVersionResource resource : FOLLOWED) {
            parts.cache(resource)
                    .onChange(change -> quotas.inNamespace(change.name().namespace())
                            .forEach(quota -> controller.enqueue(quota.objectName())));
        }
        return controller;
    }

    private static boolean isBooking(Change<KubeObject> change) {
        return change instanceof Change.Changed<KubeObject> changed
                && changed.was().at("spec").equals(changed.now().at("spec"));
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = client.find(QUOTAS, name);
        if (found.isEmpty() || found.get().isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        KubeObject quota = found.get();
        KubeObject counted = QuotaStatus.counted(quota, served(quota));
        if (!isSame(quota, counted)) {
            try {
                client.updateSubresource(QUOTAS, "status", counted);
            } catch (StatusException refused) {
                if (refused.code() != 409 && refused.code() != 404) {
                    throw refused;
                }
                // Booked or deleted meanwhile; the change of it is the next pass.
            }
        }
        boolean hasOthers = !FOLLOWED.containsAll(QuotaStatus.resources(quota));
        return hasOthers ? new Outcome.Again(ROUND) : Outcome.SETTLED;
    }

    private static boolean isSame(KubeObject quota, KubeObject counted) {
        return QuotaStatus.isCurrent(quota) && QuotaStatus.used(quota).equals(QuotaStatus.used(counted));
    }

    /// Lists what is counted, each kind in the version that is served; what is not served has no objects.
    private Function<GroupVersionResource, List<KubeObject>> served(KubeObject quota) {
        boolean isCore = QuotaStatus.resources(quota).stream()
                .allMatch(resource -> resource.group().isEmpty());
        Map<String, GroupVersionResource> versions = isCore
                ? Map.of()
                : Discovery.deletable(client).resources().stream()
                        .filter(Discovered::isNamespaced)
                        .map(Discovered::resource)
                        .collect(Collectors.toMap(StatusException::qualified, one -> one, (one, _) -> one));
        return resource -> {
            GroupVersionResource known = isCore ? resource : versions.get(StatusException.qualified(resource));
            return known == null
                    ? List.of()
                    : client.list(new Scope(known, quota.namespace(), "", "")).items();
        };
    }
}
