// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;

/// Server-side apply: a client says what it wants to hold, and the server makes it so.
///
/// 1. The configuration is laid over the live object ([AppliedMerge]).
/// 2. Fields that this manager applied last time, does not apply now, and that nobody else owns are
///    taken away ([FieldRemoval]).
/// 3. What changed thereby and belongs to somebody else is a conflict ([ApplyConflicts]); with force it
///    changes hands. A field that two managers want to have the same value belongs to both.
/// 4. The manager owns exactly what it applied.
///
/// Applying twice is applying once: the second time answers an equal object.
public final class Apply {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String KUBECTL = "kubectl";
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private Apply() {}

    /// The object to store, with its managed fields; neither defaulted nor validated yet.
    ///
    /// @throws StatusException 500 if the configuration does not fit the schema, 409 on conflicts
    public static KubeObject apply(ApplyRequest request) {
        if (request.applied().at("metadata").object().has("managedFields")) {
            throw StatusException.badRequest("metadata.managedFields must be nil");
        }
        Schema schema = request.schema();
        AppliedFields applied = AppliedFields.of(schema, request.applied().tree());
        if (!applied.faults().isEmpty()) {
            throw unfit(request.applied(), applied);
        }
        JsonObject configuration = without(schema, request.applied().tree(), request.ignored());
        FieldSet wanted = applied.fields().minusWithin(request.ignored());
        KubeObject live = FieldOwners.without(request.live());
        FieldOwners owners = owners(request, live);
        FieldOwner owner = FieldOwner.applying(request.writer());

        JsonObject merged = AppliedMerge.merge(schema, live.tree(), configuration);
        FieldSet claimed = wanted;
        for (FieldOwnership entry : owners.all()) {
            claimed = entry.owner().equals(owner) ? claimed : claimed.union(entry.fields());
        }
        JsonObject pruned = typed(request, pruned(schema, merged, owners.fieldsOf(owner), claimed));
        Comparison change = Comparison.of(schema, live.tree(), pruned).minus(FieldOwners.UNOWNABLE);
        // What is set to nothing is set all the same, although it is gone afterwards.
        FieldSet set = change.set().union(change.removed().intersection(wanted));
        ApplyConflicts conflicts = ApplyConflicts.find(owners, owner, set);
        if (!conflicts.isEmpty() && !isForced(request, conflicts)) {
            throw conflicts.failure();
        }
        FieldOwners rest = owners.withoutOthersFields(owner, conflicts.fields().union(change.removed()));
        return owned(request, rest, wanted.minus(FieldOwners.UNOWNABLE), change).in(new KubeObject(pruned));
    }

    private static JsonObject without(Schema schema, JsonObject tree, FieldSet ignored) {
        return FieldRemoval.remove(schema, tree, ignored);
    }

    /// The object as it would be stored: a configuration may say `1000m` where the object says `1`, and set
    /// to nothing what the object then leaves out. Neither is a change.
    private static JsonObject typed(ApplyRequest request, JsonObject tree) {
        return ObjectDecoder.decode(tree, request.applied().kind(), request.schema())
                .object()
                .tree();
    }

    /// The merged object without what was applied last time and nobody claims now.
    private static JsonObject pruned(Schema schema, JsonObject merged, FieldSet last, FieldSet claimed) {
        if (last.isEmpty()) {
            return merged;
        }
        FieldSet present = AppliedFields.of(schema, merged).fields().withNamedParents(schema);
        FieldSet unclaimed =
                present.intersection(last.withNamedParents(schema)).minus(claimed.withNamedParents(schema));
        return FieldRemoval.remove(schema, merged, unclaimed);
    }

    /// Who owns what before this apply. Of an object that nobody kept book of, all that is there belongs
    /// to whoever came before, or the first conflict would go unnoticed.
    private static FieldOwners owners(ApplyRequest request, KubeObject live) {
        FieldOwners owners = FieldOwners.of(request.live());
        if (!owners.isEmpty() || live.uid().isEmpty()) {
            return owners;
        }
        String apiVersion = live.at("apiVersion").text();
        FieldSet before = Comparison.of(request.schema(), JsonObject.EMPTY, live.tree())
                .set()
                .minus(FieldOwners.UNOWNABLE);
        var unknown = new FieldOwner(BEFORE_FIRST_APPLY, FieldOwner.Operation.UPDATE, apiVersion, "");
        return owners.with(
                new FieldOwnership(unknown, apiVersion, request.writer().time(), before));
    }

    private static FieldOwners owned(ApplyRequest request, FieldOwners owners, FieldSet wanted, Comparison change) {
        FieldOwner owner = FieldOwner.applying(request.writer());
        String apiVersion = request.applied().at("apiVersion").text();
        boolean isUnchanged = change.isEmpty()
                && owners.find(owner)
                        .filter(entry -> entry.fields().equals(wanted)
                                && entry.apiVersion().equals(apiVersion))
                        .isPresent();
        return isUnchanged
                ? owners
                : owners.with(
                        new FieldOwnership(owner, apiVersion, request.writer().time(), wanted));
    }

    /// Whether conflicts are overruled: because the client says so, or because kubectl, which used to
    /// apply on the client's side and left its configuration in an annotation, meets only itself.
    private static boolean isForced(ApplyRequest request, ApplyConflicts conflicts) {
        if (request.conflicts() == ApplyRequest.Conflicts.FORCED) {
            return true;
        }
        String lastApplied = request.live().annotations().getOrDefault(LAST_APPLIED, "");
        if (!request.writer().manager().equals(KUBECTL) || lastApplied.isEmpty()) {
            return false;
        }
        try {
            JsonObject configuration = JsonReader.read(lastApplied).object();
            return formerlyOwn(request, configuration).containsAll(conflicts.fields());
        } catch (JsonException _) {
            // The annotation is a client's own text; one that cannot be read excuses nothing.
            return false;
        }
    }

    /// What kubectl applied on the client's side, and nobody has changed since.
    private static FieldSet formerlyOwn(ApplyRequest request, JsonObject lastApplied) {
        Comparison since =
                Comparison.of(request.schema(), lastApplied, request.live().tree());
        return AppliedFields.of(request.schema(), lastApplied)
                .fields()
                .minus(since.set())
                .minus(since.removed());
    }

    private static StatusException unfit(KubeObject applied, AppliedFields fields) {
        String faults = fields.faults().size() == 1
                ? fields.faults().getFirst()
                : "errors:\n  " + String.join("\n  ", fields.faults());
        var kind = applied.kind();
        String group = kind.group().isEmpty()
                ? "/" + kind.version()
                : kind.groupVersion().toString();
        String message = "failed to create typed patch object (" + applied.namespace() + "/" + applied.name() + "; "
                + group + ", Kind=" + kind.kind() + "): " + faults;
        return new StatusException(500, "", message, JsonObject.EMPTY);
    }
}
