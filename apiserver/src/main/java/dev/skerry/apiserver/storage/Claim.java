// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// What one object has and no other may have, as an object of its own whose name is the thing that is claimed and
/// whose `spec.parentRef` says who has it.
///
/// @param group under which the store keeps it
public record Claim(String group, String resource, KubeObject object) {
    /// Knows what an object claims. Pure but for the uid and the time in a claim that is made.
    public interface Claimant {
        /// Nobody claims anything.
        Claimant NONE = new Claimant() {
            @Override
            public boolean concerns(String group, String resource) {
                return false;
            }

            @Override
            public List<Claim> claims(KubeObject object) {
                return List.of();
            }
        };

        /// Whether objects of this resource claim anything.
        boolean concerns(String group, String resource);

        List<Claim> claims(KubeObject object);
    }

    /// Whether a claim that is stored has the same owner.
    boolean isOfSameOwner(KubeObject stored) {
        return owner(object).equals(owner(stored));
    }

    /// Whether both are of one thing.
    boolean isOfSameThing(Claim other) {
        return group.equals(other.group)
                && resource.equals(other.resource)
                && object.name().equals(other.object.name());
    }

    /// Which object has it: resource, namespace and name.
    public static Json owner(KubeObject claim) {
        return claim.at("spec", "parentRef");
    }
}
