// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Asks the validating webhooks, all at once: none changes anything, so none needs to wait for another.
/// Of several refusals the client is told the first, in the order of the configurations.
final class ValidatingWebhooks implements AdmissionPlugin {
    private final WebhookIndex index;
    private final WebhookMatching matching;
    private final WebhookCaller caller;

    ValidatingWebhooks(WebhookIndex index, WebhookMatching matching, WebhookCaller caller) {
        this.index = index;
        this.matching = matching;
        this.caller = caller;
    }

    private record Concerned(Webhook webhook, ServedResource as) {}

    @Override
    public void validate(AdmissionRequest request) {
        List<Webhook> webhooks = index.webhooks();
        if (webhooks.isEmpty() || WebhookMatching.isSpared(request)) {
            return;
        }
        var concerned = new ArrayList<Concerned>();
        for (Webhook webhook : webhooks) {
            Optional<ServedResource> as = matching.find(webhook, request);
            as.ifPresent(resource -> concerned.add(new Concerned(webhook, resource)));
        }
        switch (concerned.size()) {
            case 0 -> {}
            case 1 -> ask(concerned.getFirst(), request);
            default -> askAll(concerned, request);
        }
    }

    private void askAll(List<Concerned> concerned, AdmissionRequest request) {
        var refusals = new AtomicReferenceArray<@Nullable RuntimeException>(concerned.size());
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < concerned.size(); i++) {
                int place = i;
                tasks.start("webhook", () -> {
                    try {
                        ask(concerned.get(place), request);
                    } catch (RuntimeException refusal) {
                        // Thrown on below, by the thread of the request.
                        refusals.set(place, refusal);
                    }
                });
            }
            tasks.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while waiting for webhooks", e);
        }
        for (int i = 0; i < concerned.size(); i++) {
            RuntimeException refusal = refusals.get(i);
            if (refusal != null) {
                throw refusal;
            }
        }
    }

    private void ask(Concerned concerned, AdmissionRequest request) {
        caller.ask(concerned.webhook(), request, concerned.as(), "validating");
    }
}
