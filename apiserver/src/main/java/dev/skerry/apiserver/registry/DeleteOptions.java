// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// How a client wants an object deleted.
///
/// @param gracePeriodSeconds empty for the object's own
/// @param uid, resourceVersion preconditions; empty for none
public record DeleteOptions(
        Optional<Long> gracePeriodSeconds,
        Propagation propagation,
        String uid,
        String resourceVersion,
        boolean isDryRun) {
    private static final GroupVersionKind KIND = new GroupVersionKind("meta.k8s.io", "v1", "DeleteOptions");

    /// What becomes of dependents.
    public enum Propagation {
        /// The client does not say: the kind's own way.
        UNSAID,
        BACKGROUND,
        FOREGROUND,
        ORPHAN
    }

    /// @param body the options as an object; empty where the client sent none, and query parameters count
    static DeleteOptions of(Request request, JsonObject body) {
        Json grace = body.at("gracePeriodSeconds");
        String asked = request.parameter("gracePeriodSeconds");
        Optional<Long> seconds = Optional.empty();
        if (!grace.isNull()) {
            seconds = Optional.of(grace.longOr(0));
        } else if (!asked.isEmpty() && body.isEmpty()) {
            seconds = Optional.of(number(asked));
        }
        // Less than nothing is as soon as can be, but not without asking the node.
        seconds = seconds.map(given -> given < 0 ? 1 : given);
        List<String> dryRun = body.isEmpty()
                ? request.query().getOrDefault("dryRun", List.of())
                : body.at("dryRun").elements().stream().map(Json::text).toList();
        return new DeleteOptions(
                seconds,
                propagation(request, body),
                body.at("preconditions", "uid").text(),
                body.at("preconditions", "resourceVersion").text(),
                WriteOptions.isDryRun(dryRun, "DeleteOptions")
                        || WriteOptions.isDryRun(request.query().getOrDefault("dryRun", List.of()), "DeleteOptions"));
    }

    /// The options as webhooks and policies are shown them.
    public JsonObject toJson() {
        var options = JsonObject.builder().put("kind", "DeleteOptions").put("apiVersion", "meta.k8s.io/v1");
        gracePeriodSeconds.ifPresent(seconds -> options.put("gracePeriodSeconds", seconds));
        var preconditions = JsonObject.builder()
                .putIfText("uid", uid)
                .putIfText("resourceVersion", resourceVersion)
                .build();
        if (!preconditions.isEmpty()) {
            options.put("preconditions", preconditions);
        }
        switch (propagation) {
            case UNSAID -> {}
            case BACKGROUND -> options.put("propagationPolicy", "Background");
            case FOREGROUND -> options.put("propagationPolicy", "Foreground");
            case ORPHAN -> options.put("propagationPolicy", "Orphan");
        }
        if (isDryRun) {
            options.put("dryRun", List.of("All"));
        }
        return options.build();
    }

    private static Propagation propagation(Request request, JsonObject body) {
        String word = body.at("propagationPolicy").text();
        if (word.isEmpty() && body.isEmpty()) {
            word = request.parameter("propagationPolicy");
        }
        Json orphan = body.at("orphanDependents");
        if (body.isEmpty() && request.hasParameter("orphanDependents")) {
            orphan = JsonBoolean.of(request.flag("orphanDependents"));
        }
        if (!orphan.isNull() && !word.isEmpty()) {
            throw invalid(FieldError.invalid(
                    "propagationPolicy", word, "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (orphan instanceof JsonBoolean(boolean isOrphaned)) {
            return isOrphaned ? Propagation.ORPHAN : Propagation.BACKGROUND;
        }
        return switch (word) {
            case "" -> Propagation.UNSAID;
            case "Background" -> Propagation.BACKGROUND;
            case "Foreground" -> Propagation.FOREGROUND;
            case "Orphan" -> Propagation.ORPHAN;
            default ->
                throw invalid(FieldError.notSupported(
                        "propagationPolicy", Json.of(word), List.of("Foreground", "Background", "Orphan", "nil")));
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw invalid(FieldError.invalid("gracePeriodSeconds", text, "must be a number"));
        }
    }

    private static RuntimeException invalid(FieldError error) {
        return FieldError.refusal(KIND, "", List.of(error));
    }
}
