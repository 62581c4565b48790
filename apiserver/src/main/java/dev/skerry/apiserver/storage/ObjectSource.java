// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.List;
import java.util.Optional;

/// Looks at objects in memory: for authorizers, authenticators and admission, which must know of other
/// objects than the one in hand. What was answered as written is seen.
public interface ObjectSource {
    /// @param group empty for the core group
    /// @param resource plural, `roles`
    Optional<KubeObject> find(String group, String resource, ObjectName name);

    /// @param namespace empty for all
    List<KubeObject> list(String group, String resource, String namespace);

    /// Rises with every change of the resource: for whoever keeps something that was computed from it.
    long revision(String group, String resource);

    /// How much there is of the resource, as far as is known without asking for it.
    ResourceLoad load(String group, String resource);
}
