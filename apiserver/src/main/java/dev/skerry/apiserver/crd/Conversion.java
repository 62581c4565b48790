// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.object.KubeObject;
import java.util.List;

/// How objects of one definition get from one of its versions to another.
interface Conversion {
    /// All versions have the same fields, and only the name of the version changes.
    Conversion BY_NAME = (objects, apiVersion) -> objects.stream()
            .map(object -> object.with(apiVersion, "apiVersion"))
            .toList();

    /// The objects in this version, in their order. Those that have it already stay as they are.
    ///
    /// @throws dev.skerry.api.meta.StatusException if it cannot be done now
    List<KubeObject> converted(List<KubeObject> objects, String apiVersion);

    /// Whether somebody else does it.
    default boolean isElsewhere() {
        return false;
    }
}
