// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.quota;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.api.quota.QuotaStatus;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.storage.Commit;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Books what a new object takes on every quota that is about it, before the object is written, and
/// refuses it where one has no room.
///
/// A booking is a write of the quota's status at the revision it was read at: of two objects that race for
/// the last place, one finds the quota changed, looks again and is refused. What was booked for an object
/// that is then not written, or that ends, is given back when the quota is counted anew, by its controller.
///
/// The last of all plugins, since whatever refuses after it would leave a booking behind.
public final class QuotaAdmission implements AdmissionPlugin {
    private static final String QUOTAS = "resourcequotas";

    /// Each try that fails is somebody else's that succeeded, so this is how many writers may be faster.
    private static final int TRIES = 64;

    private final ObjectStorage storage;

    public QuotaAdmission(ObjectStorage storage) {
        this.storage = storage;
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean isCharged = !request.namespace().isEmpty()
                && (request.operation() == Operation.CREATE
                                && request.subresource().isEmpty()
                        || request.operation() == Operation.UPDATE && mayGrow(request));
        if (!isCharged) {
            return;
        }
        List<StoredObject> quotas = storage.stored("", QUOTAS, request.namespace());
        var touched = new ArrayList<StoredObject>();
        for (StoredObject quota : quotas) {
            QuotaConstraints.demandAmounts(request, quota.object());
            if (!growth(request, quota.object()).isEmpty()) {
                demandRoom(request, counted(quota.object()));
                touched.add(quota);
            }
        }
        if (!request.isDryRun()) {
            touched.forEach(quota -> book(request, quota));
        }
    }

    /// Only what can take more by an update is looked at again.
    private static boolean mayGrow(AdmissionRequest request) {
        return switch (StatusException.qualified(request.resource())) {
            case "pods" ->
                request.subresource().isEmpty() || request.subresource().equals("resize");
            case "services", "persistentvolumeclaims" -> request.subresource().isEmpty();
            default -> false;
        };
    }

    private void book(AdmissionRequest request, StoredObject first) {
        StoredObject quota = first;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            KubeObject counted = counted(quota.object());
            demandRoom(request, counted);
            var used = new TreeMap<>(QuotaStatus.used(counted));
            growth(request, counted).forEach((name, amount) -> used.merge(name, amount, Quantity::plus));
            switch (storage.update("", QUOTAS, QuotaStatus.withUsed(counted, used), quota)) {
                case Commit.Done _ -> {
                    return;
                }
                case Commit.Conflict(StoredObject current) -> quota = current;
                case Commit.Taken _ -> throw new IllegalStateException("a quota claims nothing");
                case Commit.Missing _ -> {
                    // Nothing limits any more what nobody limits.
                    return;
                }
            }
        }
        throw StatusException.conflict(
                request.resource(),
                request.name(),
                "the quota " + first.name().name() + " is written by too many at once");
    }

    /// A quota that nobody counted yet is counted here: what is refused must not depend on how fast a
    /// controller is.
    private KubeObject counted(KubeObject quota) {
        return QuotaStatus.isCurrent(quota)
                ? quota
                : QuotaStatus.counted(quota, resource -> objects(resource, quota.namespace()));
    }

    private List<KubeObject> objects(GroupVersionResource resource, String namespace) {
        String group = resource.group().equals("events.k8s.io") ? "" : resource.group();
        return storage.list(group, resource.resource(), namespace);
    }

    private static void demandRoom(AdmissionRequest request, KubeObject quota) {
        Map<String, Quantity> hard = QuotaStatus.hard(quota);
        Map<String, Quantity> used = QuotaStatus.used(quota);
        var exceeded = new TreeMap<String, Quantity>();
        growth(request, quota).forEach((name, amount) -> {
            Quantity sum = used.getOrDefault(name, Quantity.ZERO).plus(amount);
            if (sum.compareTo(hard.getOrDefault(name, Quantity.ZERO)) > 0) {
                exceeded.put(name, amount);
            }
        });
        if (!exceeded.isEmpty()) {
            throw StatusException.forbidden(
                    request.resource(),
                    request.name(),
                    "exceeded quota: " + quota.name() + ", requested: " + text(exceeded, exceeded) + ", used: "
                            + text(exceeded, used) + ", limited: " + text(exceeded, hard));
        }
    }

    /// How much more the quota needs for this write; what becomes less is left to the controller.
    private static Map<String, Quantity> growth(AdmissionRequest request, KubeObject quota) {
        var growth = new TreeMap<>(
                QuotaStatus.usage(quota, request.resource(), request.object().orElseThrow()));
        Optional<KubeObject> old = request.old();
        if (old.isPresent()) {
            QuotaStatus.usage(quota, request.resource(), old.get())
                    .forEach((name, amount) -> growth.computeIfPresent(name, (_, more) -> more.minus(amount)));
        }
        growth.values().removeIf(amount -> amount.signum() <= 0);
        return growth;
    }

    private static String text(Map<String, Quantity> names, Map<String, Quantity> amounts) {
        return String.join(
                ",",
                names.keySet().stream()
                        .map(name -> name + "=" + amounts.getOrDefault(name, Quantity.ZERO))
                        .toList());
    }
}
