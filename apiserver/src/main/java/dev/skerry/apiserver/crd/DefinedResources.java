// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.selector.SelectableFields;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.ServedResource.ScalePaths;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.apiserver.table.CustomColumns;
import dev.skerry.apiserver.table.JsonPath;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The resources that one accepted definition brings: one for each served version, the preferred first.
final class DefinedResources {
    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
    private static final List<String> SUBRESOURCE_VERBS = List.of("get", "patch", "update");
    private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

    private DefinedResources() {}

    static List<ServedResource> of(KubeObject definition, Conversion conversion) {
        var resources = new ArrayList<ServedResource>();
        definition.at("spec", "versions").elements().stream()
                .filter(version -> version.at("served").booleanOr(false))
                .sorted((left, right) -> VersionOrder.PREFERRED_FIRST.compare(
                        left.at("name").text(), right.at("name").text()))
                .forEach(version -> resources.add(resource(definition, version, conversion)));
        return resources;
    }

    private static ServedResource resource(KubeObject definition, Json version, Conversion conversion) {
        Json names = definition.at("status", "acceptedNames");
        String group = definition.at("spec", "group").text();
        var groupVersion = new GroupVersion(group, version.at("name").text());
        GroupVersionKind kind = groupVersion.kind(names.at("kind").text());
        JsonObject openApiSchema = version.at("schema", "openAPIV3Schema").object();
        ObjectSchema schema = CustomSchema.ofObject(openApiSchema);
        var type = new ResourceType(
                groupVersion.resource(names.at("plural").text()),
                kind.kind(),
                names.at("listKind").text(),
                CustomRules.scope(definition),
                names.at("singular").text(),
                texts(names.at("shortNames")),
                texts(names.at("categories")),
                VERBS,
                subresources(kind, version.at("subresources")));
        return new ServedResource(
                type,
                schema,
                selectableFields(version.at("selectableFields")),
                Set.of(Trait.CUSTOM, Trait.NEEDS_RESOURCE_VERSION, Trait.COUNTS_GENERATION),
                group,
                scale(version.at("subresources", "scale")),
                new CustomRules(definition, version, schema, conversion),
                CustomColumns.of(version.at("additionalPrinterColumns")),
                openApiSchema);
    }

    private static List<ResourceType.Subresource> subresources(GroupVersionKind kind, Json subresources) {
        var list = new ArrayList<ResourceType.Subresource>();
        if (!subresources.at("status").isNull()) {
            list.add(new ResourceType.Subresource("status", kind, SUBRESOURCE_VERBS));
        }
        if (!subresources.at("scale").isNull()) {
            list.add(new ResourceType.Subresource("scale", SCALE, SUBRESOURCE_VERBS));
        }
        return list;
    }

    private static SelectableFields selectableFields(Json fields) {
        return SelectableFields.labelled(fields.elements().stream()
                .map(field -> field.at("jsonPath").text().replaceFirst("^\\.", ""))
                .toArray(String[]::new));
    }

    private static Optional<ScalePaths> scale(Json scale) {
        return scale.isNull()
                ? Optional.empty()
                : Optional.of(new ScalePaths(
                        names(scale.at("specReplicasPath")),
                        names(scale.at("statusReplicasPath")),
                        names(scale.at("labelSelectorPath"))));
    }

    private static List<String> names(Json path) {
        return path.text().isEmpty()
                ? List.of()
                : JsonPath.parse(path.text()).findNames().orElse(List.of());
    }

    private static List<String> texts(Json list) {
        return list.elements().stream().map(Json::text).toList();
    }
}
