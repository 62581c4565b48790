// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;

/// What one plugin does to one object on its way in. There is a second round, for all plugins in order,
/// if one asks for it after the first: it changed what others had seen already.
public interface Mutation {
    /// Changes nothing.
    Mutation NOTHING = (_, object) -> object;

    /// The object as it should be stored; the given one where there is nothing to change.
    KubeObject first(AdmissionRequest request, KubeObject object);

    default boolean wantsAnotherRound() {
        return false;
    }

    /// The same in the second round, which is the last.
    default KubeObject again(AdmissionRequest request, KubeObject object) {
        return first(request, object);
    }
}
