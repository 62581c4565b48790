// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.resource.ObjectRules;
import dev.skerry.apiserver.storage.ObjectFilter;
import java.util.function.UnaryOperator;

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
        FieldSelector chosen = fields.isEmpty()
                ? FieldSelector.EVERYTHING
                : FieldSelector.parse(fields, call.resource().selectableFields());
        return new ObjectFilter(
                call.namespace(),
                labels.isEmpty() ? LabelSelector.EVERYTHING : LabelSelector.parse(labels),
                chosen,
                view(call.resource().rules(), chosen));
    }

    /// Where a webhook converts, the field that is meant may be another one in the stored version. It is
    /// not asked about objects that are chosen by name, which all versions have.
    private static UnaryOperator<KubeObject> view(ObjectRules rules, FieldSelector fields) {
        boolean isElsewhere = rules.isConvertedElsewhere()
                && !fields.matchesEverything()
                && fields.findName().isEmpty();
        return isElsewhere ? rules::converted : UnaryOperator.identity();
    }
}
