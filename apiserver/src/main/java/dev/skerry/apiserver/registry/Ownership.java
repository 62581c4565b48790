// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import java.util.Optional;

/// Books in `metadata.managedFields` whose fields a write touched.
@FunctionalInterface
interface Ownership {
    /// @param old as it is stored; empty for a new object
    /// @param fresh as it is to be stored
    KubeObject booked(Optional<KubeObject> old, KubeObject fresh);
}
