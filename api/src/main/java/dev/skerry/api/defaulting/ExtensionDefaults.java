// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import static dev.skerry.api.defaulting.Filling.absent;
import static dev.skerry.api.defaulting.Filling.all;
import static dev.skerry.api.defaulting.Filling.each;
import static dev.skerry.api.defaulting.Filling.making;
import static dev.skerry.api.defaulting.Filling.within;
import static dev.skerry.api.defaulting.Filling.word;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.foundation.json.JsonObject;
import java.util.Locale;

/// Defaults of the kinds that extend the API: definitions, webhooks, admission policies, API services.
final class ExtensionDefaults {
    private static final GroupVersion ADMISSION = new GroupVersion("admissionregistration.k8s.io", "v1");

    private static final Filling SERVICE_PORT = within("service", absent("port", 443));
    private static final Filling ANY_SCOPE = absent("scope", "*");

    private static final Filling MATCHING = absent(
            "matchPolicy", "Equivalent", "namespaceSelector", JsonObject.EMPTY, "objectSelector", JsonObject.EMPTY);

    private static final Filling WEBHOOK = all(
            absent("failurePolicy", "Fail", "timeoutSeconds", 10),
            MATCHING,
            each("rules", ANY_SCOPE),
            within("clientConfig", SERVICE_PORT));

    private static final Filling MATCH_RESOURCES =
            all(MATCHING, each("resourceRules", ANY_SCOPE), each("excludeResourceRules", ANY_SCOPE));

    private static final Filling POLICY =
            within("spec", all(absent("failurePolicy", "Fail"), within("matchConstraints", MATCH_RESOURCES)));

    private static final Filling POLICY_BINDING = within("spec", within("matchResources", MATCH_RESOURCES));

    private static final Filling DEFINITION = within(
            "spec",
            all(
                    making("names", ExtensionDefaults::names),
                    making(
                            "conversion",
                            all(word("strategy", "None"), within("webhook", within("clientConfig", SERVICE_PORT))))));

    static final Rules RULES = rules -> rules.put(
                    ADMISSION.kind("ValidatingWebhookConfiguration"), each("webhooks", WEBHOOK))
            .put(
                    ADMISSION.kind("MutatingWebhookConfiguration"),
                    each("webhooks", all(WEBHOOK, absent("reinvocationPolicy", "Never"))))
            .put(ADMISSION.kind("ValidatingAdmissionPolicy"), POLICY)
            .put(ADMISSION.kind("ValidatingAdmissionPolicyBinding"), POLICY_BINDING)
            .put(ADMISSION.kind("MutatingAdmissionPolicy"), POLICY)
            .put(ADMISSION.kind("MutatingAdmissionPolicyBinding"), POLICY_BINDING)
            .put(new GroupVersion("apiextensions.k8s.io", "v1").kind("CustomResourceDefinition"), DEFINITION)
            .put(new GroupVersion("apiregistration.k8s.io", "v1").kind("APIService"), within("spec", SERVICE_PORT));

    private ExtensionDefaults() {}

    private static JsonObject names(JsonObject names) {
        String kind = names.valueOf("kind").text();
        return kind.isEmpty()
                ? names
                : all(word("singular", kind.toLowerCase(Locale.ROOT)), word("listKind", kind + "List"))
                        .fill(names);
    }
}
