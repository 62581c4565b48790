// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.condition.MatchConditions.Match;
import dev.skerry.apiserver.condition.RequestVariables;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Asks one webhook about one write: whether it is concerned at all, what it says, and what it means that
/// it says nothing.
final class WebhookCaller {
    private static final Log LOG = Log.of("apiserver.webhook");
    private static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private final WebhookExchange exchange;
    private final ObjectSource objects;
    private final Authorizer authorizer;
    private final RandomGenerator random;
    private final Clock clock;
    private final Metrics metrics;

    /// @param exchange reaches webhooks
    /// @param authorizer whom match conditions ask
    /// @param random for uids of questions
    WebhookCaller(
            WebhookExchange exchange,
            ObjectSource objects,
            Authorizer authorizer,
            RandomGenerator random,
            Clock clock,
            Metrics metrics) {
        this.exchange = exchange;
        this.objects = objects;
        this.authorizer = authorizer;
        this.random = random;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// What the webhook answered; empty if its conditions spare the write, or if it could not be asked and
    /// does not insist.
    ///
    /// @param kind `admit` or `validating`, as metrics call it
    /// @throws StatusException if it said no, or could not be asked and insists
    Optional<JsonObject> ask(Webhook webhook, AdmissionRequest request, ServedResource as, String kind) {
        var variables = new RequestVariables(
                request, RequestVariables.namespaceOf(request, objects), Optional.empty(), authorizer);
        switch (webhook.conditions().match(variables)) {
            case Match.Yes() -> {}
            case Match.No(String _) -> {
                return Optional.empty();
            }
            case Match.Failed(String why) -> {
                if (webhook.isIgnored()) {
                    return Optional.empty();
                }
                throw StatusException.forbidden(request.resource(), request.name(), why);
            }
        }
        if (request.isDryRun() && webhook.hasSideEffects()) {
            throw StatusException.badRequest("admission webhook \"" + webhook.name() + "\" does not support dry run");
        }
        long start = clock.nanos();
        String outcome = "error";
        try {
            JsonObject response = exchange(webhook, request, as);
            response.at("warnings")
                    .elements()
                    .forEach(warning -> request.notes().warn(warning.text()));
            response.at("auditAnnotations")
                    .object()
                    .forEach((key, value) -> request.notes().annotate(webhook.name() + "/" + key, value.text()));
            boolean isAllowed = response.at("allowed").booleanOr(false);
            outcome = isAllowed ? "allowed" : "denied";
            if (!isAllowed) {
                throw denied(webhook, response.at("status"));
            }
            return Optional.of(response);
        } catch (IOException e) {
            return failed(webhook, request, kind, String.valueOf(e.getMessage()));
        } finally {
            metrics.observe(
                    "apiserver_admission_webhook_admission_duration_seconds",
                    "Time until a webhook answered.",
                    clock.nanos() - start,
                    "name",
                    webhook.name(),
                    "type",
                    kind,
                    "outcome",
                    outcome);
        }
    }

    private JsonObject exchange(Webhook webhook, AdmissionRequest request, ServedResource as) throws IOException {
        String version = VERSIONS.stream()
                .filter(webhook.versions()::contains)
                .findFirst()
                .orElseThrow(
                        () -> new IOException("webhook does not accept known AdmissionReview versions (v1, v1beta1)"));
        String uid = new UUID(random.nextLong(), random.nextLong()).toString();
        JsonObject question = AdmissionReview.question(version, uid, request, as);
        Json answer;
        try {
            answer = exchange.post(webhook.client(), question, webhook.timeout());
        } catch (IOException e) {
            throw new IOException("failed to call webhook: " + e.getMessage(), e);
        }
        return AdmissionReview.response(answer, version, uid);
    }

    private Optional<JsonObject> failed(Webhook webhook, AdmissionRequest request, String kind, String why) {
        if (!webhook.isIgnored()) {
            throw Failures.internal("failed calling webhook \"" + webhook.name() + "\": " + why);
        }
        LOG.warn("a webhook could not be asked and was passed over", "webhook", webhook.name(), "why", why);
        metrics.increment(
                "apiserver_admission_webhook_fail_open_count",
                "Writes that went on although a webhook could not be asked.",
                "name",
                webhook.name(),
                "type",
                kind);
        request.notes()
                .annotate(
                        "failed-open." + kind + ".webhook.admission.k8s.io/round_0_index_" + webhook.index(),
                        webhook.name());
        return Optional.empty();
    }

    private static StatusException denied(Webhook webhook, Json status) {
        String reason = status.at("reason").text();
        String message = status.at("message").textOr(reason);
        String start = "admission webhook \"" + webhook.name() + "\" denied the request";
        // A denial that looks like a success would be taken for one.
        int code = Math.clamp(status.at("code").intOr(400), 400, 599);
        return new StatusException(
                code,
                reason,
                message.isEmpty() ? start + " without explanation" : start + ": " + message,
                status.at("details").object());
    }
}
