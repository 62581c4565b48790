// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.podsecurity.Control.Violation;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Holds pods to the level that the labels of their namespace name. Pods that violate it are refused;
/// what makes pods is only talked about, since it is the pods that count. A namespace whose level rises is
/// told which of its pods would not be let in again.
public final class PodSecurity implements AdmissionPlugin {
    private static final Set<String> POD_PARTS = Set.of("", "ephemeralcontainers", "resize");

    /// Where a workload has its pods: the path of the template.
    private static final Map<String, String[]> TEMPLATES = Map.of(
            "replicationcontrollers", new String[] {"spec", "template"},
            "podtemplates", new String[] {"template"},
            "replicasets.apps", new String[] {"spec", "template"},
            "deployments.apps", new String[] {"spec", "template"},
            "statefulsets.apps", new String[] {"spec", "template"},
            "daemonsets.apps", new String[] {"spec", "template"},
            "jobs.batch", new String[] {"spec", "template"},
            "cronjobs.batch", new String[] {"spec", "jobTemplate", "spec", "template"});

    private final ObjectSource objects;
    private final Exemptions exemptions;

    public PodSecurity(ObjectSource objects, Exemptions exemptions) {
        this.objects = objects;
        this.exemptions = exemptions;
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean isWrite = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!isWrite) {
            return;
        }
        String resource = StatusException.qualified(request.resource());
        if (resource.equals("namespaces") && request.subresource().isEmpty()) {
            validateNamespace(request);
        } else if (resource.equals("pods") && POD_PARTS.contains(request.subresource())) {
            validatePod(request);
        } else if (TEMPLATES.containsKey(resource) && request.subresource().isEmpty()) {
            commentTemplate(request, request.object().orElseThrow().at(TEMPLATES.get(resource)));
        }
    }

    private void validateNamespace(AdmissionRequest request) {
        KubeObject namespace = request.object().orElseThrow();
        NamespacePolicy policy = NamespacePolicy.of(namespace);
        NamespacePolicy before = request.old()
                .map(NamespacePolicy::of)
                .orElseGet(() -> NamespacePolicy.of(namespace.without("metadata", "labels")));
        // What was wrong before must not keep anybody from changing something else.
        List<FieldError> fresh = policy.errors().stream()
                .filter(error -> !before.errors().contains(error))
                .toList();
        if (!fresh.isEmpty()) {
            throw FieldError.refusal(request.kind(), namespace.name(), fresh);
        }
        boolean mayMatter = request.operation() == Operation.UPDATE
                && !policy.enforce().isPrivileged()
                && !policy.enforce().equals(before.enforce())
                && !exemptions.namespaces().contains(namespace.name());
        if (mayMatter) {
            ExistingPods.warnings(objects.list("", "pods", namespace.name()), policy.enforce(), exemptions)
                    .forEach(request.notes()::warn);
        }
    }

    private void validatePod(AdmissionRequest request) {
        KubeObject pod = request.object().orElseThrow();
        boolean isSame = request.old()
                .filter(old -> old.at("spec").equals(pod.at("spec"))
                        && old.annotations().equals(pod.annotations()))
                .isPresent();
        if (isSame) {
            return;
        }
        NamespacePolicy policy = policy(request);
        var spec = new PodSpec(pod.at("metadata").object(), pod.at("spec").object());
        if (isExempt(request, spec)) {
            return;
        }
        if (!policy.enforce().isPrivileged()) {
            request.notes()
                    .annotate(
                            NamespacePolicy.PREFIX + "enforce-policy",
                            policy.enforce().toString());
        }
        List<Violation> violations = Controls.violations(spec, policy.enforce());
        note(request, policy, spec);
        if (!violations.isEmpty()) {
            throw StatusException.forbidden(
                    request.resource(),
                    request.name(),
                    "violates PodSecurity \"" + policy.enforce() + "\": " + text(violations));
        }
        warn(request, policy, spec);
    }

    private void commentTemplate(AdmissionRequest request, Json template) {
        var spec = new PodSpec(
                template.at("metadata").object(), template.at("spec").object());
        if (!isExempt(request, spec)) {
            NamespacePolicy policy = policy(request);
            note(request, policy, spec);
            warn(request, policy, spec);
        }
    }

    private NamespacePolicy policy(AdmissionRequest request) {
        NamespacePolicy policy = objects.find("", "namespaces", ObjectName.cluster(request.namespace()))
                .map(NamespacePolicy::of)
                .orElseGet(() -> new NamespacePolicy(Standard.NONE, Standard.NONE, Standard.NONE, List.of()));
        if (!policy.errors().isEmpty()) {
            var texts = policy.errors().stream().map(FieldError::toString).collect(Collectors.joining(", "));
            request.notes().annotate(NamespacePolicy.PREFIX + "error", "failed to parse policy: " + texts);
        }
        return policy;
    }

    private boolean isExempt(AdmissionRequest request, PodSpec spec) {
        String reason = exemptions.reason(
                request.identity().name(),
                request.namespace(),
                spec.spec().at("runtimeClassName").text());
        if (!reason.isEmpty()) {
            request.notes().annotate(NamespacePolicy.PREFIX + "exempt", reason);
        }
        return !reason.isEmpty();
    }

    private static void note(AdmissionRequest request, NamespacePolicy policy, PodSpec spec) {
        List<Violation> violations = Controls.violations(spec, policy.audit());
        if (!violations.isEmpty()) {
            request.notes().annotate(NamespacePolicy.PREFIX + "audit-violations", would(policy.audit(), violations));
        }
    }

    private static void warn(AdmissionRequest request, NamespacePolicy policy, PodSpec spec) {
        List<Violation> violations = Controls.violations(spec, policy.warn());
        if (!violations.isEmpty()) {
            request.notes().warn(would(policy.warn(), violations));
        }
    }

    private static String would(Standard standard, List<Violation> violations) {
        return "would violate PodSecurity \"" + standard + "\": " + text(violations);
    }

    static String text(List<Violation> violations) {
        var texts = new ArrayList<String>();
        violations.forEach(violation -> texts.add(violation.toString()));
        return String.join(", ", texts);
    }
}
