// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;

/// Changes or refuses a write. A refusal is a `StatusException` with the code and words for the client.
public interface AdmissionPlugin {
    /// The object as it should be stored; the given one where there is nothing to change. Called for
    /// creations and updates.
    default KubeObject mutate(AdmissionRequest request, KubeObject object) {
        return object;
    }

    /// What the plugin does to one object. Of its own for plugins that must remember, in the second round, what
    /// they did in the first.
    default Mutation begin(AdmissionRequest request) {
        return this::mutate;
    }

    /// Called for every write, after all plugins have mutated and the object was found valid.
    default void validate(AdmissionRequest request) {}
}
