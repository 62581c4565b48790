// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.authentication.TokenRequests;
import dev.skerry.apiserver.authentication.TokenReviews;
import dev.skerry.apiserver.authorization.AccessReviews;
import dev.skerry.security.identity.Identity;
import java.util.Set;

/// The resources that are never stored: what is posted to them is a question, and goes back with its
/// answer in `status` (201 Created). Whoever serves them has decoded and admitted the object, and knows
/// that the caller may ask.
public final class AccessQuestions {
    private static final Set<String> RESOURCES = Set.of(
            "serviceaccounts/token",
            "tokenreviews.authentication.k8s.io",
            "selfsubjectreviews.authentication.k8s.io",
            "subjectaccessreviews.authorization.k8s.io",
            "selfsubjectaccessreviews.authorization.k8s.io",
            "localsubjectaccessreviews.authorization.k8s.io",
            "selfsubjectrulesreviews.authorization.k8s.io");

    private final AccessReviews accessReviews;
    private final TokenReviews tokenReviews;
    private final TokenRequests tokenRequests;

    AccessQuestions(AccessReviews accessReviews, TokenReviews tokenReviews, TokenRequests tokenRequests) {
        this.accessReviews = accessReviews;
        this.tokenReviews = tokenReviews;
        this.tokenRequests = tokenRequests;
    }

    /// Whether creating this is a question.
    public static boolean isQuestion(GroupVersionResource resource, String subresource) {
        return RESOURCES.contains(key(resource, subresource));
    }

    /// @param name of the URL: the account for `serviceaccounts/token`, else only its namespace counts
    /// @throws dev.skerry.api.meta.StatusException for a question that is malformed
    /// @throws IllegalArgumentException if it is no question
    public KubeObject answer(
            Identity caller, GroupVersionResource resource, String subresource, ObjectName name, KubeObject posted) {
        return switch (key(resource, subresource)) {
            case "serviceaccounts/token" -> tokenRequests.issue(name, posted);
            case "tokenreviews.authentication.k8s.io" -> tokenReviews.review(posted);
            case "selfsubjectreviews.authentication.k8s.io" -> TokenReviews.whoAmI(caller, posted);
            case "subjectaccessreviews.authorization.k8s.io" -> accessReviews.access(posted);
            case "selfsubjectaccessreviews.authorization.k8s.io" -> accessReviews.selfAccess(caller, posted);
            case "localsubjectaccessreviews.authorization.k8s.io" ->
                accessReviews.localAccess(name.namespace(), posted);
            case "selfsubjectrulesreviews.authorization.k8s.io" -> accessReviews.selfRules(caller, posted);
            default -> throw new IllegalArgumentException(resource + " " + subresource + " is stored, not answered");
        };
    }

    private static String key(GroupVersionResource resource, String subresource) {
        String part = subresource.isEmpty() ? "" : "/" + subresource;
        return resource.group().isEmpty()
                ? resource.resource() + part
                : resource.resource() + part + "." + resource.group();
    }
}
