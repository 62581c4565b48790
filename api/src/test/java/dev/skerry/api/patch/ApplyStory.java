// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.time.Instant;
import java.util.List;

/// The life of one object called `x` at the hands of several managers. Each write comes a second after
/// the one before. Texts are JSON with single quotes, and lack what all objects have.
final class ApplyStory {
    private final GroupVersionKind kind;
    private final ObjectSchema schema;
    private final FieldSet ignored;
    private KubeObject live = ApplyRequest.NOTHING;
    private Instant time = Instant.parse("2026-01-01T00:00:00Z");

    ApplyStory(String apiVersion, String kind) {
        this(apiVersion, kind, FieldSet.EMPTY);
    }

    ApplyStory(String apiVersion, String kind, FieldSet ignored) {
        this(
                GroupVersionKind.of(apiVersion, kind),
                Schemas.builtIn().find(GroupVersionKind.of(apiVersion, kind)).orElseThrow(),
                ignored);
    }

    private ApplyStory(GroupVersionKind kind, ObjectSchema schema, FieldSet ignored) {
        this.kind = kind;
        this.schema = schema;
        this.ignored = ignored;
    }

    /// A custom resource of which only the metadata is described.
    static ApplyStory untyped() {
        var schema = ObjectSchema.builder("")
                .field(Field.optional("metadata", Schemas.builtIn().objectMeta()))
                .unknown(ObjectSchema.Unknown.PRESERVED)
                .build();
        return new ApplyStory(GroupVersionKind.of("example.com/v1", "Thing"), schema, FieldSet.EMPTY);
    }

    ApplyStory applies(String manager, String text) {
        return applies(manager, text, ApplyRequest.Conflicts.REJECTED);
    }

    ApplyStory forces(String manager, String text) {
        return applies(manager, text, ApplyRequest.Conflicts.FORCED);
    }

    private ApplyStory applies(String manager, String text, ApplyRequest.Conflicts conflicts) {
        keep(Apply.apply(new ApplyRequest(schema, live, configuration(text), writer(manager, ""), conflicts, ignored)));
        return this;
    }

    ApplyStory creates(String manager, String text) {
        keep(ManagedFields.afterCreate(schema, configuration(text), writer(manager, ""), ignored));
        return this;
    }

    /// Puts the object as the text has it, managed fields as they were.
    ApplyStory updates(String manager, String text) {
        return updates(manager, "", text);
    }

    ApplyStory updates(String manager, String subresource, String text) {
        keep(ManagedFields.afterUpdate(schema, live, configuration(text), writer(manager, subresource), ignored));
        return this;
    }

    /// The object lies in the store already, and nobody is known to own any of it.
    ApplyStory stored(String text) {
        keep(configuration(text));
        return this;
    }

    private void keep(KubeObject object) {
        live = object.with("1", "metadata", "uid");
    }

    private KubeObject configuration(String text) {
        JsonObject given =
                JsonReader.read(text.replace('\'', '"').replace("\\\"", "\\\"")).object();
        JsonObject named =
                given.withAt(Json.of("x"), "metadata", "name").withAt(Json.of("default"), "metadata", "namespace");
        return new KubeObject(named.with("apiVersion", kind.apiVersion()).with("kind", kind.kind()));
    }

    private Writer writer(String manager, String subresource) {
        time = time.plusSeconds(1);
        return new Writer(manager, subresource, time);
    }

    KubeObject live() {
        return live;
    }

    /// The object without its managed fields, with single quotes.
    String object() {
        return FieldOwners.without(live).tree().toString().replace('"', '\'');
    }

    /// The whole object, its fields in the order of their names.
    String objectWithOwners() {
        return sorted(live.tree()).toString();
    }

    private static Json sorted(Json value) {
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        var sorted = JsonObject.builder();
        object.names().stream().sorted().forEach(name -> sorted.put(name, sorted(object.valueOf(name))));
        return sorted.build();
    }

    /// Each entry as `manager[/subresource] operation version [paths]`.
    List<String> owners() {
        return FieldOwners.of(live).all().stream()
                .map(entry -> entry.owner().manager()
                        + (entry.owner().subresource().isEmpty()
                                ? ""
                                : "/" + entry.owner().subresource())
                        + " " + entry.owner().operation().word() + " " + entry.apiVersion() + " "
                        + entry.fields().paths())
                .toList();
    }
}
