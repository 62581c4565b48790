// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.condition;

import dev.skerry.apiserver.cel.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The types of `request` and `namespaceObject`.
final class RequestShapes {
    private static final Shape TEXT = new Shape.Scalar(Shape.Kind.STRING, Long.MAX_VALUE, 2);
    private static final Shape FLAG = new Shape.Scalar(Shape.Kind.BOOLEAN, 0, 4);
    private static final Shape NUMBER = new Shape.Scalar(Shape.Kind.INTEGER, 0, 1);
    private static final Shape TIME = new Shape.Scalar(Shape.Kind.TIMESTAMP, 0, 2);
    private static final Shape TEXTS = list(TEXT);

    static final Shape REQUEST = request();
    static final Shape NAMESPACE = namespace();

    private RequestShapes() {}

    private static Shape request() {
        Shape kind = fields("kubernetes.GroupVersionKind", "group", TEXT, "version", TEXT, "kind", TEXT);
        Shape resource = fields("kubernetes.GroupVersionResource", "group", TEXT, "version", TEXT, "resource", TEXT);
        Shape extra = new Shape.Entries(TEXTS, Long.MAX_VALUE);
        Shape user = fields("kubernetes.UserInfo", "username", TEXT, "uid", TEXT, "groups", TEXTS, "extra", extra);
        return fields(
                "kubernetes.AdmissionRequest",
                "kind",
                kind,
                "resource",
                resource,
                "subResource",
                TEXT,
                "requestKind",
                kind,
                "requestResource",
                resource,
                "requestSubResource",
                TEXT,
                "name",
                TEXT,
                "__namespace__",
                TEXT,
                "operation",
                TEXT,
                "userInfo",
                user,
                "dryRun",
                FLAG,
                "options",
                Shape.ANY);
    }

    private static Shape namespace() {
        Shape labels = new Shape.Entries(TEXT, Long.MAX_VALUE);
        Shape condition = fields(
                "kubernetes.NamespaceCondition",
                "status",
                TEXT,
                "type",
                TEXT,
                "lastTransitionTime",
                TIME,
                "message",
                TEXT,
                "reason",
                TEXT);
        Shape metadata = fields(
                "kubernetes.NamespaceMetadata",
                "name",
                TEXT,
                "generateName",
                TEXT,
                "__namespace__",
                TEXT,
                "labels",
                labels,
                "annotations",
                labels,
                "UID",
                TEXT,
                "uid",
                TEXT,
                "creationTimestamp",
                TIME,
                "deletionGracePeriodSeconds",
                NUMBER,
                "deletionTimestamp",
                TIME,
                "generation",
                NUMBER,
                "resourceVersion",
                TEXT,
                "finalizers",
                TEXTS);
        Shape spec = fields("kubernetes.NamespaceSpec", "finalizers", TEXTS);
        Shape status = fields("kubernetes.NamespaceStatus", "conditions", list(condition), "phase", TEXT);
        return fields("kubernetes.Namespace", "metadata", metadata, "spec", spec, "status", status);
    }

    private static Shape list(Shape element) {
        return new Shape.Elements(element, Long.MAX_VALUE, Shape.Order.COUNTS, List.of());
    }

    private static Shape fields(String typeName, Object... namesAndShapes) {
        Map<String, Shape> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndShapes.length; i += 2) {
            fields.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
        }
        return new Shape.Fields(typeName, () -> fields, 2);
    }
}
