// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Who must still do something before an object may go.
final class Finalizers {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private Finalizers() {}

    static List<String> of(ServedResource resource, KubeObject object) {
        var all = new ArrayList<>(object.finalizers());
        if (resource.is(Trait.HAS_SPEC_FINALIZERS)) {
            object.at("spec", "finalizers").elements().stream().map(Json::text).forEach(all::add);
        }
        return all;
    }

    /// An object on its way out takes no new finalizers: it would never get out.
    static Optional<FieldError> checkAdded(ServedResource resource, KubeObject old, KubeObject fresh) {
        if (!old.isBeingDeleted()) {
            return Optional.empty();
        }
        var added = new ArrayList<>(of(resource, fresh));
        added.removeAll(of(resource, old));
        if (added.isEmpty()) {
            return Optional.empty();
        }
        String named = added.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
        return Optional.of(FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{" + named
                        + "}"));
    }
}
