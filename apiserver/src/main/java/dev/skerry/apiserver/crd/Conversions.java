// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.webhook.WebhookExchange;
import dev.skerry.foundation.json.Json;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Finds out how a definition wants its objects converted.
///
/// @param exchange reaches webhooks
/// @param random for uids of questions; used by many threads
public record Conversions(WebhookExchange exchange, RandomGenerator random) {
    Conversion of(KubeObject definition) {
        Json conversion = definition.at("spec", "conversion");
        return conversion.at("strategy").text().equals("Webhook")
                ? new WebhookConversion(conversion.at("webhook").object(), exchange, this::uid)
                : Conversion.BY_NAME;
    }

    private String uid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
