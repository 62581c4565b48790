// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import static java.util.Map.entry;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The fields that objects of one kind may be chosen by: name and namespace always, and a few more for
/// some kinds. The API fixes them per kind; custom resources name theirs in their definition.
public final class SelectableFields {
    /// What every kind has.
    public static final SelectableFields METADATA = new SelectableFields(List.of());

    private static final List<SelectableField> COMMON =
            List.of(SelectableField.of("metadata.name"), SelectableField.of("metadata.namespace"));

    private static final Map<String, SelectableFields> BY_KIND = Map.ofEntries(
            entry("/Pod", pod()),
            entry("/Node", of(SelectableField.of("spec.unschedulable").orElse("false"))),
            entry("/Namespace", labelled("status.phase")),
            entry("/Secret", labelled("type")),
            entry("/Service", labelled("spec.clusterIP", "spec.type")),
            entry("/Event", coreEvent()),
            entry("events.k8s.io/Event", event()),
            entry("/ReplicationController", counted("status.replicas")),
            entry("apps/ReplicaSet", counted("status.replicas")),
            entry("batch/Job", counted("status.successful", "status.succeeded")),
            entry("certificates.k8s.io/CertificateSigningRequest", labelled("spec.signerName")),
            entry("resource.k8s.io/ResourceSlice", labelled("spec.nodeName", "spec.driver")));

    private final List<SelectableField> special;

    private SelectableFields(List<SelectableField> special) {
        this.special = List.copyOf(special);
    }

    /// The fields of a built-in kind; [#METADATA] for a kind without special ones.
    public static SelectableFields of(GroupVersionKind kind) {
        return BY_KIND.getOrDefault(kind.group() + "/" + kind.kind(), METADATA);
    }

    /// The fields of a custom resource beside name and namespace, as simple paths: `spec.color`.
    public static SelectableFields labelled(String... paths) {
        var fields = new ArrayList<SelectableField>();
        for (String path : paths) {
            fields.add(SelectableField.of(path));
        }
        return new SelectableFields(fields);
    }

    private static SelectableFields of(SelectableField... fields) {
        return new SelectableFields(List.of(fields));
    }

    private static SelectableFields counted(String label) {
        return counted(label, label);
    }

    private static SelectableFields counted(String label, String path) {
        return of(SelectableField.at(label, path).orElse("0"));
    }

    private static SelectableFields pod() {
        return of(
                SelectableField.of("spec.nodeName"),
                SelectableField.at("spec.host", "spec.nodeName"),
                SelectableField.of("spec.restartPolicy"),
                SelectableField.of("spec.schedulerName"),
                SelectableField.of("spec.serviceAccountName"),
                SelectableField.of("spec.hostNetwork").orElse("false"),
                SelectableField.of("status.phase"),
                SelectableField.of("status.podIP"),
                SelectableField.at("status.podIPs", "status.podIP"),
                SelectableField.of("status.nominatedNodeName"));
    }

    /// An event is kept under the names of the API that it was written through, and is found through both.
    private static SelectableFields coreEvent() {
        var fields = new ArrayList<>(objectReference("involvedObject", "regarding"));
        fields.add(SelectableField.of("reason"));
        fields.add(SelectableField.at("reportingComponent", "reportingComponent", "reportingController"));
        // Events of the newer API name only the controller that reported them.
        fields.add(SelectableField.at(
                "source",
                "source.component",
                "deprecatedSource.component",
                "reportingComponent",
                "reportingController"));
        fields.add(SelectableField.of("type"));
        return new SelectableFields(fields);
    }

    private static SelectableFields event() {
        var fields = new ArrayList<>(objectReference("regarding", "involvedObject"));
        fields.add(SelectableField.of("reason"));
        fields.add(SelectableField.at("reportingController", "reportingController", "reportingComponent"));
        fields.add(SelectableField.of("type"));
        return new SelectableFields(fields);
    }

    private static List<SelectableField> objectReference(String field, String other) {
        return List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath").stream()
                .map(part -> SelectableField.at(field + "." + part, field + "." + part, other + "." + part))
                .toList();
    }

    /// The field that selectors call so.
    ///
    /// @throws StatusException 400 in Kubernetes' words if the kind has no such field
    SelectableField field(String label) {
        for (List<SelectableField> fields : List.of(COMMON, special)) {
            for (SelectableField field : fields) {
                if (field.label().equals(label)) {
                    return field;
                }
            }
        }
        throw StatusException.badRequest(
                special.isEmpty()
                        ? "\"" + label
                                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                        : "field label not supported: " + label);
    }
}
