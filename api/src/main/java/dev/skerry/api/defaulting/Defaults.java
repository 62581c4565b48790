// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.SchemaDefaults;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// Fills in what an object of a built-in kind leaves open. A kind without an entry of its own gets the
/// defaults that stand in its schema; an unknown one is left as it is.
public final class Defaults {
    private static final Map<GroupVersionKind, Filling> ALWAYS =
            table(CoreDefaults.RULES, WorkloadDefaults.RULES, ClusterDefaults.RULES, ExtensionDefaults.RULES);
    private static final Map<GroupVersionKind, Filling> NEW = table(CoreDefaults.NEW);

    private Defaults() {}

    /// The object with its defaults. May be applied to any object at any time, again and again.
    public static KubeObject apply(GroupVersionKind kind, KubeObject object) {
        Optional<ObjectSchema> schema = Schemas.builtIn().find(kind);
        if (schema.isEmpty()) {
            return object;
        }
        JsonObject filled = SchemaDefaults.apply(schema.get(), object.tree());
        return new KubeObject(ALWAYS.getOrDefault(kind, Filling.NOTHING).fill(filled));
    }

    /// The object with its defaults and with what it has only in the beginning: a Namespace its finalizer,
    /// a Pod its phase. For objects that are about to be created, and for no other.
    public static KubeObject applyToNew(GroupVersionKind kind, KubeObject object) {
        KubeObject filled = apply(kind, object);
        return new KubeObject(NEW.getOrDefault(kind, Filling.NOTHING).fill(filled.tree()));
    }

    private static Map<GroupVersionKind, Filling> table(Rules... parts) {
        var table = new Rules.Table();
        for (Rules part : parts) {
            part.addTo(table);
        }
        return table.toMap();
    }
}
