// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.meta.GroupVersionResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Several catalogs as one; the first that knows a resource answers for it.
public record CombinedCatalog(List<ResourceCatalog> catalogs) implements ResourceCatalog {
    public CombinedCatalog {
        catalogs = List.copyOf(catalogs);
    }

    @Override
    public Optional<ServedResource> find(GroupVersionResource resource) {
        for (ResourceCatalog catalog : catalogs) {
            var found = catalog.find(resource);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public List<ServedResource> all() {
        var all = new ArrayList<ServedResource>();
        catalogs.forEach(catalog -> all.addAll(catalog.all()));
        return all;
    }

    @Override
    public long revision() {
        return catalogs.stream().mapToLong(ResourceCatalog::revision).sum();
    }
}
