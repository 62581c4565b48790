// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.security.identity.Identity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The FlowSchemas there are, read once for each change, the first to look at first.
final class FlowSchemas {
    static final String GROUP = "flowcontrol.apiserver.k8s.io";

    private final ObjectSource objects;
    private volatile Read read = new Read(-1, List.of());

    private record Read(long revision, List<FlowSchema> schemas) {}

    FlowSchemas(ObjectSource objects) {
        this.objects = objects;
    }

    /// The schema of a request; empty only until the server has made those that fit everybody.
    Optional<FlowSchema> find(Identity who, RequestInfo what) {
        for (FlowSchema schema : schemas()) {
            if (schema.fits(who, what)) {
                return Optional.of(schema);
            }
        }
        return Optional.empty();
    }

    private List<FlowSchema> schemas() {
        long revision = objects.revision(GROUP, "flowschemas");
        Read known = read;
        if (known.revision() == revision) {
            return known.schemas();
        }
        List<FlowSchema> schemas = objects.list(GROUP, "flowschemas", "").stream()
                .map(FlowSchema::of)
                .sorted(Comparator.comparing(FlowSchema::precedence).thenComparing(FlowSchema::name))
                .toList();
        read = new Read(revision, schemas);
        return schemas;
    }
}
