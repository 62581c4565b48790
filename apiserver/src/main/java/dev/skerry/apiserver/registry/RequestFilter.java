// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.storage.ObjectFilter;

/// Reads off a request which objects it is about.
final class RequestFilter {
    private RequestFilter() {}

    static ObjectFilter of(ApiCall call) {
        String labels = call.http().parameter("labelSelector");
        String fields = call.http().parameter("fieldSelector");
        if (!call.info().name().isEmpty()) {
            String one = "metadata.name=" + call.info().name();
            fields = fields.isEmpty() ? one : fields + "," + one;
        }
        return new ObjectFilter(
                call.namespace(),
                labels.isEmpty() ? LabelSelector.EVERYTHING : LabelSelector.parse(labels),
                fields.isEmpty()
                        ? FieldSelector.EVERYTHING
                        : FieldSelector.parse(fields, call.resource().selectableFields()));
    }
}
