// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/// One pass over one signing request: it goes an hour after it was decided, a day after it was made if
/// nobody decides, and at once when the certificate in it has expired.
final class SigningRequestCleanup implements Reconciler {
    private static final Duration DECIDED = Duration.ofHours(1);
    private static final Duration PENDING = Duration.ofHours(24);

    private final KubeClient client;
    private final Cache<KubeObject> requests;
    private final Clock clock;

    SigningRequestCleanup(KubeClient client, Cache<KubeObject> requests, Clock clock) {
        this.client = client;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = requests.find(name);
        if (found.isEmpty() || found.get().isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(clock.now(), end(new SigningRequest(found.get()), clock.now()));
        if (left.isPositive()) {
            return new Outcome.Again(left);
        }
        var deletion = new KubeClient.Deletion(found.get().uid(), -1, KubeClient.Propagation.BACKGROUND);
        client.delete(Resources.CERTIFICATE_SIGNING_REQUESTS, name, deletion);
        return Outcome.SETTLED;
    }

    /// When the request has served its purpose.
    static Instant end(SigningRequest request, Instant now) {
        KubeObject object = request.object();
        Instant made = object.creationTimestamp().orElse(now);
        if (!request.isDecided() && !request.hasCertificate()) {
            return made.plus(PENDING);
        }
        Instant decided = object.at("status", "conditions").elements().stream()
                .map(condition -> new KubeObject(condition.object()))
                .flatMap(condition -> condition.time("lastUpdateTime").stream())
                .max(Comparator.naturalOrder())
                .orElse(made);
        Instant served = decided.plus(DECIDED);
        return findExpiry(object.at("status", "certificate"))
                .filter(served::isAfter)
                .orElse(served);
    }

    private static Optional<Instant> findExpiry(Json certificate) {
        try {
            byte[] pem = Base64.getDecoder().decode(certificate.text());
            return Pem.read(new String(pem, StandardCharsets.UTF_8)).stream()
                    .findFirst()
                    .map(block -> Certificates.decode(block.der()).getNotAfter().toInstant());
        } catch (IllegalArgumentException | PkiException _) {
            // Not for us to judge: it goes an hour after it was decided, as all do.
            return Optional.empty();
        }
    }
}
