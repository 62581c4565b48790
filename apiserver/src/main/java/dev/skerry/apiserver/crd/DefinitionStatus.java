// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whether a definition is accepted: its names must not be another's in its group. It is decided when the
/// definition is written, so that its resources are served as soon as the write is answered; once accepted
/// names stay accepted.
final class DefinitionStatus {
    private static final String ESTABLISHED = "Established";
    private static final String NAMES_ACCEPTED = "NamesAccepted";

    private final KubeObject definition;
    private final Set<String> resourcesInUse = new HashSet<>();
    private final Set<String> kindsInUse = new HashSet<>();
    private final JsonObject.Builder accepted;
    private String conflict = "";
    private String message = "";

    private DefinitionStatus(KubeObject definition, List<KubeObject> all) {
        this.definition = definition;
        this.accepted = definition.at("status", "acceptedNames").object().toBuilder();
        for (KubeObject other : all) {
            boolean isRival = !other.name().equals(definition.name())
                    && other.at("spec", "group").equals(definition.at("spec", "group"));
            if (isRival) {
                Json names = other.at("status", "acceptedNames");
                resourcesInUse.add(names.at("plural").text());
                resourcesInUse.add(names.at("singular").text());
                names.at("shortNames").elements().forEach(name -> resourcesInUse.add(name.text()));
                kindsInUse.add(names.at("kind").text());
                kindsInUse.add(names.at("listKind").text());
            }
        }
    }

    /// Whether the definition's resources are to be served.
    static boolean isEstablished(KubeObject definition) {
        return Conditions.isTrue(definition, ESTABLISHED);
    }

    /// The definition with its status as of now.
    ///
    /// @param all definitions that are stored, this one perhaps among them
    static KubeObject judged(KubeObject definition, List<KubeObject> all, Instant now) {
        return new DefinitionStatus(definition, all).judged(now);
    }

    private KubeObject judged(Instant now) {
        accept("plural", resourcesInUse, "PluralConflict");
        accept("singular", resourcesInUse, "SingularConflict");
        acceptShortNames();
        accept("kind", kindsInUse, "KindConflict");
        accept("listKind", kindsInUse, "ListKindConflict");
        copyList("categories");
        boolean areAccepted = conflict.isEmpty();
        JsonArray conditions = Conditions.with(
                definition.at("status", "conditions"),
                areAccepted
                        ? Conditions.of(NAMES_ACCEPTED, "True", "NoConflicts", "no conflicts found", now)
                        : Conditions.of(NAMES_ACCEPTED, "False", conflict, message, now));
        if (!isEstablished(definition)) {
            conditions = Conditions.with(
                    conditions,
                    areAccepted
                            ? Conditions.of(
                                    ESTABLISHED,
                                    "True",
                                    "InitialNamesAccepted",
                                    "the initial names have been accepted",
                                    now)
                            : Conditions.of(ESTABLISHED, "False", "NotAccepted", "not all names are accepted", now));
        }
        return definition
                .with(conditions, "status", "conditions")
                .with(accepted.build(), "status", "acceptedNames")
                .with(storedVersions(), "status", "storedVersions");
    }

    private void accept(String field, Set<String> inUse, String reason) {
        String wanted = definition.at("spec", "names", field).text();
        boolean isHeld =
                wanted.equals(definition.at("status", "acceptedNames", field).text());
        if (!isHeld && inUse.contains(wanted)) {
            refuse(reason, wanted);
        } else if (!wanted.isEmpty()) {
            accepted.put(field, wanted);
        }
    }

    private void acceptShortNames() {
        List<Json> held = definition.at("status", "acceptedNames", "shortNames").elements();
        for (Json name : definition.at("spec", "names", "shortNames").elements()) {
            if (!held.contains(name) && resourcesInUse.contains(name.text())) {
                refuse("ShortNamesConflict", name.text());
                return;
            }
        }
        copyList("shortNames");
    }

    private void copyList(String field) {
        Json list = definition.at("spec", "names", field);
        if (list.elements().isEmpty()) {
            accepted.remove(field);
        } else {
            accepted.put(field, list);
        }
    }

    private void refuse(String reason, String name) {
        if (conflict.isEmpty()) {
            conflict = reason;
            message = Json.of(name) + " is already in use";
        }
    }

    /// Versions that objects may be stored as: what was once a storage version stays until an
    /// administrator says that none are left.
    private JsonArray storedVersions() {
        var stored = new ArrayList<>(definition.at("status", "storedVersions").elements());
        for (Json version : definition.at("spec", "versions").elements()) {
            if (version.at("storage").booleanOr(false) && !stored.contains(version.at("name"))) {
                stored.add(version.at("name"));
            }
        }
        return new JsonArray(stored);
    }
}
