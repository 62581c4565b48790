// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Lets every pod run as a ServiceAccount: the one it names, or `default`. From the account it takes the
/// secrets for pulling images, and, unless pod or account decline, a token to speak to the API with.
public final class ServiceAccountAdmission implements AdmissionPlugin {
    private static final String DEFAULT = "default";

    /// A namespace and its first pod are often made by one command; the account in between is made by a
    /// controller, which gets this long.
    private static final int TRIES = 20;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ObjectSource objects;
    private final Clock clock;
    private final RandomGenerator random;

    public ServiceAccountAdmission(ObjectSource objects, Clock clock, RandomGenerator random) {
        this.objects = objects;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject pod) {
        // A mirror pod is only a picture: node restriction sees to it that it has no account.
        if (!PodCreation.is(request) || PodCreation.isMirror(pod)) {
            return pod;
        }
        String name = pod.at("spec", "serviceAccountName").textOr("");
        if (name.isEmpty()) {
            name = pod.at("spec", "serviceAccount").textOr("");
        }
        name = name.isEmpty() ? DEFAULT : name;
        KubeObject account = account(request, new ObjectName(request.namespace(), name));
        KubeObject owned = pod.with(name, "spec", "serviceAccountName").with(name, "spec", "serviceAccount");
        KubeObject pulling = withPullSecrets(owned, account);
        return isTokenWanted(pod, account) ? TokenVolume.mounted(pulling, random) : pulling;
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!PodCreation.is(request)) {
            return;
        }
        var pod = request.object().orElseThrow();
        if (PodCreation.isMirror(pod)
                && !pod.at("spec", "serviceAccountName").text().isEmpty()) {
            throw StatusException.forbidden(
                    request.resource(), request.name(), "a mirror pod may not reference service accounts");
        }
    }

    private KubeObject account(AdmissionRequest request, ObjectName name) {
        Optional<KubeObject> found = objects.find("", "serviceaccounts", name);
        for (int attempt = 1; found.isEmpty() && name.name().equals(DEFAULT) && attempt < TRIES; attempt++) {
            try {
                clock.sleep(PAUSE);
            } catch (InterruptedException _) {
                // The server is stopping or the client has gone: the refusal below reaches nobody.
                Thread.currentThread().interrupt();
                break;
            }
            found = objects.find("", "serviceaccounts", name);
        }
        return found.orElseThrow(() -> StatusException.forbidden(
                request.resource(),
                request.name(),
                "error looking up service account " + name + ": serviceaccount \"" + name.name() + "\" not found"));
    }

    private static KubeObject withPullSecrets(KubeObject pod, KubeObject account) {
        var own = pod.at("spec", "imagePullSecrets").elements();
        var accounts = account.at("imagePullSecrets").elements();
        return own.isEmpty() && !accounts.isEmpty()
                ? pod.with(new JsonArray(accounts), "spec", "imagePullSecrets")
                : pod;
    }

    private static boolean isTokenWanted(KubeObject pod, KubeObject account) {
        Json ofPod = pod.at("spec", "automountServiceAccountToken");
        return (ofPod.isNull() ? account.at("automountServiceAccountToken") : ofPod).booleanOr(true);
    }
}
