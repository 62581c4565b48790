// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.condition.MatchConditions;
import dev.skerry.apiserver.condition.RequestVariables;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One webhook of a configuration.
///
/// @param configuration the name of the object it stands in
/// @param index its place in it
/// @param client where it is: `url`, or `service`, and `caBundle`
/// @param isEquivalent whether rules for one version of a kind hold for all
/// @param isIgnored whether a write goes on when the webhook cannot be asked
/// @param hasSideEffects whether a dry run must not reach it
/// @param isReinvoked whether it wants to see the object again when others changed it after it
record Webhook(
        String configuration,
        int index,
        String name,
        JsonObject client,
        List<WebhookRule> rules,
        LabelSelector namespaces,
        LabelSelector objects,
        MatchConditions conditions,
        boolean isEquivalent,
        boolean isIgnored,
        boolean hasSideEffects,
        boolean isReinvoked,
        Duration timeout,
        List<String> versions) {

    static List<Webhook> of(KubeObject configuration) {
        var webhooks = new ArrayList<Webhook>();
        for (Json one : configuration.at("webhooks").elements()) {
            webhooks.add(read(configuration.name(), webhooks.size(), one));
        }
        return webhooks;
    }

    private static Webhook read(String configuration, int index, Json webhook) {
        String sideEffects = webhook.at("sideEffects").text();
        return new Webhook(
                configuration,
                index,
                webhook.at("name").text(),
                webhook.at("clientConfig").object(),
                webhook.at("rules").elements().stream().map(WebhookRule::of).toList(),
                selector(webhook.at("namespaceSelector")),
                selector(webhook.at("objectSelector")),
                conditions(webhook.at("matchConditions")),
                !webhook.at("matchPolicy").text().equals("Exact"),
                webhook.at("failurePolicy").text().equals("Ignore"),
                !sideEffects.equals("None") && !sideEffects.equals("NoneOnDryRun"),
                webhook.at("reinvocationPolicy").text().equals("IfNeeded"),
                Duration.ofSeconds(Math.clamp(webhook.at("timeoutSeconds").longOr(10), 1, 30)),
                webhook.at("admissionReviewVersions").elements().stream()
                        .map(Json::text)
                        .toList());
    }

    /// Most webhooks have none, and then nothing of the language of expressions is loaded.
    private static MatchConditions conditions(Json json) {
        return json.elements().isEmpty()
                ? MatchConditions.NONE
                : MatchConditions.compile(json, RequestVariables.environment(Shape.ANY));
    }

    /// Of a webhook, unlike elsewhere, a selector that is missing means everything.
    private static LabelSelector selector(Json json) {
        return json.isNull() ? LabelSelector.EVERYTHING : LabelSelector.read(json);
    }

    String id() {
        return configuration + "/" + index + "/" + name;
    }
}
