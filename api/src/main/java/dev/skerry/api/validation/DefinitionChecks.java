// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Locale;

/// What holds for CustomResourceDefinitions, as far as it does not need their schemas to be understood.
final class DefinitionChecks {
    private DefinitionChecks() {}

    static void definition(Place object) {
        Place spec = object.at("spec");
        Place name = object.at("metadata", "name");
        String wanted =
                spec.at("names", "plural").text() + "." + spec.at("group").text();
        if (!name.text().equals(wanted)) {
            name.invalid("must be spec.names.plural+\".\"+spec.group");
        }
        Place group = spec.at("group");
        if (!group.isEmpty()) {
            group.invalid(Names.subdomain(group.text()));
            if (!group.text().contains(".")) {
                group.invalid("should be a domain with at least one dot");
            }
        }
        spec.at("scope").oneOf("Cluster", "Namespaced");
        names(spec.at("names"));
        versions(spec.at("versions"));
        Place conversion = spec.at("conversion");
        conversion.at("strategy").oneOf("None", "Webhook");
        if (conversion.at("strategy").text().equals("Webhook")
                && conversion.at("webhook").isThere("required when strategy is set to Webhook")) {
            conversion.at("webhook", "conversionReviewVersions").isThere("");
        }
    }

    static void definitionUpdate(Place object, Json old) {
        boolean isEstablished = old.at("status", "conditions").elements().stream()
                .anyMatch(condition -> condition.at("type").text().equals("Established")
                        && condition.at("status").text().equals("True"));
        object.at("spec", "group").unchanged(old.at("spec", "group"));
        object.at("spec", "names").at("plural").unchanged(old.at("spec", "names", "plural"));
        if (isEstablished) {
            object.at("spec", "scope").unchanged(old.at("spec", "scope"));
            object.at("spec", "names").at("kind").unchanged(old.at("spec", "names", "kind"));
        }
    }

    private static void names(Place names) {
        for (String field : List.of("plural", "singular")) {
            if (!names.at(field).isEmpty()) {
                names.at(field).invalid(Names.label1035(names.at(field).text()));
            }
        }
        for (String field : List.of("kind", "listKind")) {
            if (!names.at(field).isEmpty()) {
                names.at(field)
                        .invalid(Names.label1035(names.at(field).text().toLowerCase(Locale.ROOT)).stream()
                                .map(message -> "may have mixed case, but should otherwise match: " + message)
                                .toList());
            }
        }
        if (!names.at("kind").isEmpty()
                && names.at("kind").value().equals(names.at("listKind").value())) {
            names.at("listKind").invalid("kind and listKind may not be the same");
        }
        for (String list : List.of("shortNames", "categories")) {
            for (Place word : names.at(list).elements()) {
                word.invalid(Names.label1035(word.text()));
            }
        }
    }

    private static void versions(Place versions) {
        int stored = 0;
        for (Place version : versions.elements()) {
            Place name = version.at("name");
            if (!name.isEmpty()) {
                name.invalid(Names.label1035(name.text()));
            }
            if (version.at("storage").value().booleanOr(false)) {
                stored++;
            }
            version.at("schema", "openAPIV3Schema").isThere("schemas are required");
            for (Place column : version.at("additionalPrinterColumns").elements()) {
                column.at("type").oneOf("integer", "number", "string", "boolean", "date");
            }
        }
        versions.distinct("name");
        if (stored != 1) {
            versions.invalid("must have exactly one version marked as storage version");
        }
    }
}
