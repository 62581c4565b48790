// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Answers the questions about rights that can be put to the API: each takes what was posted and gives it
/// back with its `status`. Nothing is stored.
public final class AccessReviews {
    private final Authorizer authorizer;
    private final RbacAuthorizer rbac;

    /// @param authorizer all sources of rights together
    /// @param rbac the source whose rules can be listed
    public AccessReviews(Authorizer authorizer, RbacAuthorizer rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    /// SelfSubjectAccessReview: may the caller?
    public KubeObject selfAccess(Identity caller, KubeObject review) {
        return decided(review, caller);
    }

    /// SubjectAccessReview: may somebody?
    public KubeObject access(KubeObject review) {
        return decided(review, subject(review));
    }

    /// LocalSubjectAccessReview: may somebody in this namespace?
    public KubeObject localAccess(String namespace, KubeObject review) {
        String named = review.at("spec", "resourceAttributes", "namespace").text();
        if (!named.equals(namespace)) {
            throw invalid(
                    review,
                    FieldError.invalid("spec.resourceAttributes.namespace", named, "must match metadata.namespace"));
        }
        return decided(review, subject(review));
    }

    /// SelfSubjectRulesReview: all that the caller may in a namespace.
    public KubeObject selfRules(Identity caller, KubeObject review) {
        String namespace = review.at("spec", "namespace").text();
        if (namespace.isEmpty()) {
            throw StatusException.badRequest("no namespace on request");
        }
        var resourceRules = new ArrayList<Json>();
        var nonResourceRules = new ArrayList<Json>();
        for (PolicyRule rule : rbac.rulesFor(caller, namespace)) {
            (rule.isForResources() ? resourceRules : nonResourceRules).add(rule.toJson());
        }
        return review.with(
                JsonObject.of(
                        "resourceRules", new JsonArray(resourceRules),
                        "nonResourceRules", new JsonArray(nonResourceRules),
                        "incomplete", false),
                "status");
    }

    private KubeObject decided(KubeObject review, Identity subject) {
        var attributes = attributes(review, subject);
        var status = JsonObject.builder();
        switch (authorizer.authorize(attributes)) {
            case Authorizer.Decision.Allowed(String reason) ->
                status.put("allowed", true).putIfText("reason", reason);
            case Authorizer.Decision.Denied(String reason) ->
                status.put("allowed", false).put("denied", true).putIfText("reason", reason);
            case Authorizer.Decision.NoOpinion(String reason) ->
                status.put("allowed", false).putIfText("reason", reason);
        }
        return review.with(status.build(), "status");
    }

    private static Attributes attributes(KubeObject review, Identity subject) {
        Json resource = review.at("spec", "resourceAttributes");
        Json path = review.at("spec", "nonResourceAttributes");
        if (resource.isNull() == path.isNull()) {
            String why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
            throw invalid(review, FieldError.invalid("spec.resourceAttributes", resource, why));
        }
        if (resource.isNull()) {
            String verb = path.at("verb").text();
            // A resource request is told apart by its empty path.
            String text =
                    path.at("path").text().isEmpty() ? "/" : path.at("path").text();
            return new Attributes(subject, verb, "", "", "", "", "", "", text);
        }
        var faults = new ArrayList<FieldError>();
        ReviewSelectors.check(resource.at("fieldSelector"), "spec.resourceAttributes.fieldSelector", faults);
        ReviewSelectors.check(resource.at("labelSelector"), "spec.resourceAttributes.labelSelector", faults);
        if (!faults.isEmpty()) {
            throw FieldError.refusal(review.kind(), review.name(), faults);
        }
        return new Attributes(
                subject,
                resource.at("verb").text(),
                resource.at("group").text(),
                resource.at("version").text(),
                resource.at("resource").text(),
                resource.at("subresource").text(),
                resource.at("namespace").text(),
                resource.at("name").text(),
                "",
                FieldEqualities.ofReview(resource.at("fieldSelector")));
    }

    private static Identity subject(KubeObject review) {
        Json spec = review.at("spec");
        String user = spec.at("user").text();
        List<String> groups =
                spec.at("groups").elements().stream().map(Json::text).toList();
        if (user.isEmpty() && groups.isEmpty()) {
            throw invalid(
                    review, FieldError.invalid("spec.user", user, "at least one of user or group must be specified"));
        }
        Map<String, List<String>> extra = new HashMap<>();
        spec.at("extra")
                .object()
                .forEach((name, values) -> extra.put(
                        name, values.elements().stream().map(Json::text).toList()));
        return new Identity(user, spec.at("uid").text(), groups, extra);
    }

    private static StatusException invalid(KubeObject review, FieldError error) {
        return FieldError.refusal(review.kind(), review.name(), List.of(error));
    }
}
