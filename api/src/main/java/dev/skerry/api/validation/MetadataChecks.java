// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/// What holds for the metadata of all objects.
final class MetadataChecks {
    private static final int ANNOTATION_BYTES_MAX = 256 << 10;
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");

    private MetadataChecks() {}

    static void created(Place metadata, GroupVersionKind kind, ResourceType.Scope scope) {
        name(metadata, kind);
        Place namespace = metadata.at("namespace");
        if (scope == ResourceType.Scope.CLUSTER) {
            if (!namespace.isEmpty()) {
                namespace.forbidden("not allowed on this type");
            }
        } else if (namespace.isThere("")) {
            namespace.invalid(Names.label(namespace.text()));
        }
        shared(metadata, kind);
    }

    static void updated(Place metadata, GroupVersionKind kind, Json old) {
        for (String field : List.of("name", "namespace", "uid")) {
            Place place = metadata.at(field);
            if (!place.isEmpty()) {
                place.unchanged(old.at(field));
            }
        }
        shared(metadata, kind);
    }

    static void labels(Place labels) {
        labels.value().object().forEach((key, value) -> {
            Names.qualified(key).forEach(message -> labels.report(FieldError.invalid(labels.path(), key, message)));
            Names.labelValue(value.text())
                    .forEach(message -> labels.report(FieldError.invalid(labels.path(), value, message)));
        });
    }

    static void annotations(Place annotations) {
        long bytes = 0;
        for (var entry : annotations.value().object().fields().entrySet()) {
            String key = entry.getKey();
            // The name is compared without case: upper case in a prefix has always been let through.
            Names.qualified(key.toLowerCase(Locale.ROOT))
                    .forEach(message -> annotations.report(FieldError.invalid(annotations.path(), key, message)));
            bytes += key.length() + entry.getValue().text().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > ANNOTATION_BYTES_MAX) {
            annotations.report(FieldError.tooLong(annotations.path(), ANNOTATION_BYTES_MAX));
        }
    }

    private static void name(Place metadata, GroupVersionKind kind) {
        Function<String, List<String>> rule = nameRule(kind);
        Place generateName = metadata.at("generateName");
        if (!generateName.isEmpty()) {
            generateName.invalid(rule.apply(Names.masked(generateName.text())));
        }
        Place name = metadata.at("name");
        if (!name.isEmpty()) {
            name.invalid(rule.apply(name.text()));
        } else if (generateName.isEmpty()) {
            name.required("name or generateName is required");
        }
    }

    private static Function<String, List<String>> nameRule(GroupVersionKind kind) {
        return switch (kind.kind()) {
            case "Namespace" -> Names::label;
            case "Service" -> kind.group().isEmpty() ? Names::label1035 : Names::subdomain;
            case "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "IPAddress" -> Names::pathSegment;
            default -> Names::subdomain;
        };
    }

    private static void shared(Place metadata, GroupVersionKind kind) {
        labels(metadata.at("labels"));
        annotations(metadata.at("annotations"));
        owners(metadata.at("ownerReferences"));
        for (Place finalizer : metadata.at("finalizers").elements()) {
            finalizer.invalid(Names.qualified(finalizer.text()));
            if (!isExtension(kind)
                    && !finalizer.text().contains("/")
                    && !STANDARD_FINALIZERS.contains(finalizer.text())) {
                finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
            }
        }
    }

    /// Definitions and the objects that they define: their finalizers need no slash.
    private static boolean isExtension(GroupVersionKind kind) {
        return kind.group().equals("apiextensions.k8s.io")
                || Schemas.builtIn().findResource(kind).isEmpty();
    }

    private static void owners(Place owners) {
        String controller = "";
        for (Place owner : owners.elements()) {
            if (owner.at("apiVersion").isEmpty()) {
                owner.at("apiVersion")
                        .report(FieldError.invalid(owner.path() + ".apiVersion", "", "version must not be empty"));
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (owner.at(field).isEmpty()) {
                    owner.report(FieldError.invalid(owner.path() + "." + field, "", "must not be empty"));
                }
            }
            if (owner.at("controller").value().booleanOr(false)) {
                String name = owner.at("kind").text() + "/" + owner.at("name").text();
                if (!controller.isEmpty()) {
                    owners.invalid(
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + name);
                }
                controller = name;
            }
        }
    }
}
