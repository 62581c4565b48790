// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which class of a kind calls itself the default. Where several do, it is the newest, and of equally old
/// ones the first by name: so a new default can be put up before the old one is taken down.
record DefaultClass(ObjectSource objects, String group, String resource, List<String> annotations) {
    Optional<KubeObject> find() {
        return objects.list(group, resource, "").stream()
                .filter(this::isDefault)
                .min(Comparator.comparing(DefaultClass::created).reversed().thenComparing(KubeObject::name));
    }

    private boolean isDefault(KubeObject candidate) {
        return annotations.stream()
                .anyMatch(name -> "true".equals(candidate.annotations().get(name)));
    }

    private static Instant created(KubeObject object) {
        return object.creationTimestamp().orElse(Instant.EPOCH);
    }
}
