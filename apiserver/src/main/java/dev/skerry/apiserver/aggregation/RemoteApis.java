// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.apiserver.storage.ObjectSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The versions that others serve, as the APIServices of now say. Read by all threads.
final class RemoteApis {
    static final String GROUP = "apiregistration.k8s.io";
    static final String RESOURCE = "apiservices";

    private static final Comparator<RemoteApi> ORDER = Comparator.comparing(RemoteApi::priority)
            .reversed()
            .thenComparing(api -> api.version().toString());

    private final ObjectSource objects;
    private volatile Snapshot current = new Snapshot(-1, Map.of());

    private record Snapshot(long revision, Map<GroupVersion, RemoteApi> apis) {}

    RemoteApis(ObjectSource objects) {
        this.objects = objects;
    }

    Optional<RemoteApi> find(GroupVersion version) {
        return Optional.ofNullable(snapshot().apis().get(version));
    }

    /// In the order of their groups' priority.
    Collection<RemoteApi> all() {
        return snapshot().apis().values();
    }

    /// Rises with every change of an APIService.
    long revision() {
        return objects.revision(GROUP, RESOURCE);
    }

    private Snapshot snapshot() {
        Snapshot known = current;
        long revision = revision();
        if (known.revision() != revision) {
            var apis = new LinkedHashMap<GroupVersion, RemoteApi>();
            objects.list(GROUP, RESOURCE, "").stream()
                    .flatMap(one -> RemoteApi.of(one).stream())
                    .sorted(ORDER)
                    .forEach(api -> apis.put(api.version(), api));
            known = new Snapshot(revision, apis);
            current = known;
        }
        return known;
    }
}
