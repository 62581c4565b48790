// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Keeps `metadata.managedFields` true through writes other than apply: whoever writes a field owns it
/// from then on, alone; a field that is gone is nobody's. See [Apply] for the other half.
///
/// The list is called on with the object as it will be stored, after defaulting and admission, so that
/// the writer answers for all that the write brought. An entry's time changes only with what it says,
/// so that a write without effect stays one.
public final class ManagedFields {
    private ManagedFields() {}

    /// The object that is about to be created, with its creator as owner of its fields.
    ///
    /// @param ignored fields that cannot be set through this door: whatever stands there is the server's doing
    public static KubeObject afterCreate(Schema schema, KubeObject created, Writer writer, FieldSet ignored) {
        KubeObject plain = FieldOwners.without(created);
        FieldOwners listed = FieldOwners.of(created);
        return listed.isEmpty()
                ? ownedByCreator(schema, plain, writer, ignored)
                : ownedByOthersToo(schema, plain, listed, writer, ignored);
    }

    private static KubeObject ownedByCreator(Schema schema, KubeObject plain, Writer writer, FieldSet ignored) {
        JsonObject fields = new CreatedFields(ignored, FieldOwners.UNOWNABLE).of(schema, plain.tree());
        if (fields.isEmpty()) {
            return plain;
        }
        String apiVersion = plain.tree().at("apiVersion").text();
        JsonObject entry = FieldOwnership.json(
                FieldOwner.updating(writer, apiVersion), apiVersion, FieldOwnership.written(writer.time()), fields);
        return plain.with(JsonArray.of(entry), "metadata", "managedFields");
    }

    /// What was created from a copy of another object lists that object's owners.
    static KubeObject ownedByOthersToo(
            Schema schema, KubeObject plain, FieldOwners owners, Writer writer, FieldSet ignored) {
        Comparison set = Comparison.of(schema, JsonObject.EMPTY, plain.tree()).minusWithin(ignored);
        return tracked(set, owners, plain, writer);
    }

    /// The object that is about to be stored in place of another one.
    ///
    /// A client may edit the list itself, which counts unless it makes no sense; a client that leaves the
    /// list out has most likely not heard of it, and changes nothing. A list with one empty entry asks
    /// for the list to be forgotten.
    ///
    /// @param ignored as in [#afterCreate]
    public static KubeObject afterUpdate(
            Schema schema, KubeObject live, KubeObject fresh, Writer writer, FieldSet ignored) {
        KubeObject plain = FieldOwners.without(fresh);
        FieldOwners owners = owners(live, fresh, writer);
        if (owners.isEmpty()) {
            // Nobody has kept book of this object so far; whoever wrote it then cannot be found out now.
            return plain;
        }
        Comparison change = Comparison.of(schema, FieldOwners.without(live).tree(), plain.tree())
                .minusWithin(ignored);
        return tracked(change, owners, plain, writer);
    }

    private static FieldOwners owners(KubeObject live, KubeObject fresh, Writer writer) {
        List<Json> entries = fresh.at("metadata", "managedFields").elements();
        if (!writer.subresource().isEmpty()) {
            return FieldOwners.of(live);
        }
        if (entries.size() == 1 && entries.getFirst().object().isEmpty()) {
            return FieldOwners.NONE;
        }
        FieldOwners edited = FieldOwners.of(fresh);
        return edited.isEmpty() ? FieldOwners.of(live) : edited;
    }

    private static KubeObject tracked(Comparison comparison, FieldOwners owners, KubeObject plain, Writer writer) {
        Comparison change = comparison.minus(FieldOwners.UNOWNABLE);
        String apiVersion = plain.tree().at("apiVersion").text();
        FieldOwner owner = FieldOwner.updating(writer, apiVersion);
        FieldSet before = owners.fieldsOf(owner);
        FieldSet after = before.minus(change.removed()).union(change.set());
        FieldOwners rest = owners.withoutOthersFields(owner, change.set().union(change.removed()));
        boolean isUnchanged = change.set().isEmpty() && after.equals(before);
        return isUnchanged
                ? rest.in(plain)
                : rest.with(new FieldOwnership(owner, apiVersion, writer.time(), after))
                        .capped()
                        .in(plain);
    }
}
