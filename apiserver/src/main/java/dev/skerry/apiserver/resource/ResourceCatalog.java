// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.meta.GroupVersionResource;
import java.util.List;
import java.util.Optional;

/// Which resources are served now. Custom resources come and go with their definitions, so nobody keeps
/// what they were told for longer than a request.
public interface ResourceCatalog {
    Optional<ServedResource> find(GroupVersionResource resource);

    /// All of them, in the order in which discovery lists them.
    List<ServedResource> all();

    /// Rises whenever the answers change: for whoever keeps something that was made of them.
    long revision();
}
