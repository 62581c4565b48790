// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.JsonPatch;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.Mutation;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Asks the mutating webhooks, one after the other, each about what the one before made of the object.
///
/// When one changes something, the plugins before it get a second look, and with them those webhooks that
/// were asked before the last change and want it. There is no third: webhooks that disagree would never
/// come to an end.
final class MutatingWebhooks implements AdmissionPlugin {
    private final WebhookIndex index;
    private final WebhookMatching matching;
    private final WebhookCaller caller;
    private final ResourceCatalog catalog;

    MutatingWebhooks(WebhookIndex index, WebhookMatching matching, WebhookCaller caller, ResourceCatalog catalog) {
        this.index = index;
        this.matching = matching;
        this.caller = caller;
        this.catalog = catalog;
    }

    @Override
    public Mutation begin(AdmissionRequest request) {
        return index.webhooks().isEmpty() || WebhookMatching.isSpared(request) ? Mutation.NOTHING : new Rounds();
    }

    /// Where there is no object to change, a webhook can still say no.
    @Override
    public void validate(AdmissionRequest request) {
        if (request.object().isPresent() || WebhookMatching.isSpared(request)) {
            return;
        }
        for (Webhook webhook : index.webhooks()) {
            Optional<ServedResource> as = matching.find(webhook, request);
            if (as.isPresent()) {
                caller.ask(webhook, request, as.get(), "admit")
                        .filter(response -> !response.at("patch").text().isEmpty())
                        .ifPresent(_ -> {
                            throw Failures.internal("admission webhook \"" + webhook.name()
                                    + "\" attempted to modify the object, which is not supported for this operation");
                        });
            }
        }
    }

    /// What is remembered of one write between its two rounds.
    private final class Rounds implements Mutation {
        /// Asked already, and interested in what others change afterwards.
        private final Set<String> interested = new HashSet<>();

        private final Set<String> due = new HashSet<>();
        private boolean isChanged;
        private KubeObject last = new KubeObject(JsonObject.EMPTY);

        @Override
        public KubeObject first(AdmissionRequest request, KubeObject object) {
            KubeObject changed = object;
            for (Webhook webhook : index.webhooks()) {
                changed = ask(webhook, request, changed);
            }
            last = changed;
            return changed;
        }

        @Override
        public boolean wantsAnotherRound() {
            return isChanged;
        }

        @Override
        public KubeObject again(AdmissionRequest request, KubeObject object) {
            if (!object.equals(last)) {
                due.addAll(interested);
            }
            KubeObject changed = object;
            for (Webhook webhook : index.webhooks()) {
                if (due.contains(webhook.id())) {
                    changed = ask(webhook, request, changed);
                }
            }
            return changed;
        }

        private KubeObject ask(Webhook webhook, AdmissionRequest request, KubeObject object) {
            AdmissionRequest current = request.withObject(object);
            Optional<ServedResource> as = matching.find(webhook, current);
            if (as.isEmpty()) {
                return object;
            }
            KubeObject changed = caller.ask(webhook, current, as.get(), "admit")
                    .map(response -> patched(webhook, current, as.get(), response))
                    .orElse(object);
            if (!changed.equals(object)) {
                isChanged = true;
                due.addAll(interested);
            }
            if (webhook.isReinvoked()) {
                interested.add(webhook.id());
            }
            return changed;
        }
    }

    /// The object after the webhook's patch: only with fields that the kind has, and with its defaults.
    private KubeObject patched(Webhook webhook, AdmissionRequest request, ServedResource as, JsonObject response) {
        KubeObject object = request.object().orElseThrow();
        String patch = response.at("patch").text();
        if (patch.isEmpty()) {
            return object;
        }
        if (!response.at("patchType").text().equals("JSONPatch")) {
            throw Failures.internal("failed calling webhook \"" + webhook.name()
                    + "\": received invalid webhook response: webhook returned response.patch but not "
                    + "response.patchType");
        }
        ServedResource own = catalog.find(request.resource()).orElseThrow(Failures::unknownResource);
        try {
            Json read = JsonReader.read(Base64.getDecoder().decode(patch));
            JsonObject changed = JsonPatch.read(read)
                    .apply(as.rules().converted(object).tree())
                    .object();
            KubeObject typed =
                    ObjectDecoder.decode(changed, as.kind(), as.schema()).object();
            return own.rules().withDefaults(own.rules().converted(typed));
        } catch (IllegalArgumentException | JsonException | StatusException e) {
            throw Failures.internal("admission webhook \"" + webhook.name() + "\" sent a patch that cannot be applied: "
                    + e.getMessage());
        }
    }
}
