// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.webhook.WebhookExchange;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Has a webhook convert, and lets it change nothing that makes an object the one that it is.
final class WebhookConversion implements Conversion {
    /// As long as Kubernetes waits; a definition has no say in it.
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final JsonObject client;
    private final String reviewVersion;
    private final WebhookExchange exchange;
    private final Supplier<String> uids;

    /// @param webhook `spec.conversion.webhook` of a definition
    WebhookConversion(JsonObject webhook, WebhookExchange exchange, Supplier<String> uids) {
        this.client = webhook.at("clientConfig").object();
        this.reviewVersion = webhook.at("conversionReviewVersions").elements().stream()
                .map(Json::text)
                .filter(ConversionReview.VERSIONS::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its webhook knows no ConversionReview that we know"));
        this.exchange = exchange;
        this.uids = uids;
    }

    @Override
    public List<KubeObject> converted(List<KubeObject> objects, String apiVersion) {
        List<KubeObject> others = objects.stream()
                .filter(object -> !object.kind().apiVersion().equals(apiVersion))
                .toList();
        if (others.isEmpty()) {
            return objects;
        }
        String start = "conversion webhook for " + named(others.getFirst().kind()) + " ";
        List<Json> answers = ask(others, apiVersion, start);
        if (answers.size() != others.size()) {
            throw failure(start + "returned " + answers.size() + " objects, expected " + others.size());
        }
        var result = new ArrayList<KubeObject>(objects.size());
        int next = 0;
        for (KubeObject object : objects) {
            if (object.kind().apiVersion().equals(apiVersion)) {
                result.add(object);
            } else {
                try {
                    result.add(ConvertedObject.accept(object, answers.get(next), apiVersion));
                } catch (ConvertedObject.Unfit unfit) {
                    throw failure(start + "returned invalid " + unfit.part() + " at index " + next + ": "
                            + unfit.getMessage());
                }
                next++;
            }
        }
        return result;
    }

    private List<Json> ask(List<KubeObject> objects, String apiVersion, String start) {
        String uid = uids.get();
        try {
            JsonObject question = ConversionReview.question(reviewVersion, uid, objects, apiVersion);
            return ConversionReview.converted(exchange.post(client, question, TIMEOUT), reviewVersion, uid);
        } catch (IOException e) {
            throw failure(start + "failed: " + e.getMessage());
        }
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    private static String named(GroupVersionKind kind) {
        return kind.apiVersion() + ", Kind=" + kind.kind();
    }

    private static StatusException failure(String message) {
        return new StatusException(500, "", message, JsonObject.EMPTY);
    }
}
