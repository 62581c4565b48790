// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.util.random.RandomGenerator;

/// Both kinds of webhooks, over one set of connections.
///
/// @param mutating after all plugins that change objects
/// @param validating after all plugins that judge them
public record Webhooks(AdmissionPlugin mutating, AdmissionPlugin validating) {
    /// @param exchange reaches them
    /// @param authorizer whom match conditions ask
    /// @param random draws uids of questions; used by many threads
    public static Webhooks build(
            WebhookExchange exchange,
            ObjectSource objects,
            ResourceCatalog catalog,
            Authorizer authorizer,
            RandomGenerator random,
            Clock clock,
            Metrics metrics) {
        var matching = new WebhookMatching(objects, catalog);
        var caller = new WebhookCaller(exchange, objects, authorizer, random, clock, metrics);
        return new Webhooks(
                new MutatingWebhooks(
                        new WebhookIndex(objects, "mutatingwebhookconfigurations"), matching, caller, catalog),
                new ValidatingWebhooks(new WebhookIndex(objects, "validatingwebhookconfigurations"), matching, caller));
    }
}
