// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import dev.skerry.apiserver.podsecurity.Control.Violation;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonBoolean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a hardened pod must say of itself, beside what the lower level forbids.
final class RestrictedControls {
    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");
    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    /// From this version on, pods for Windows need not say what only Linux understands.
    private static final int WINDOWS_EXEMPT = 25;

    private RestrictedControls() {}

    static List<Violation> escalation(PodSpec pod, int minor) {
        if (isExempt(pod, minor)) {
            return List.of();
        }
        return Violation.ofContainers(
                "allowPrivilegeEscalation != false",
                pod.containersThat(container -> container
                        .at("securityContext", "allowPrivilegeEscalation")
                        .booleanOr(true)),
                "must set securityContext.allowPrivilegeEscalation=false");
    }

    static List<Violation> capabilities(PodSpec pod, int minor) {
        if (isExempt(pod, minor)) {
            return List.of();
        }
        var found = new ArrayList<String>();
        List<String> keeping = pod.containersThat(
                container -> container.at("securityContext", "capabilities", "drop").elements().stream()
                        .noneMatch(dropped -> dropped.text().equals("ALL")));
        if (!keeping.isEmpty()) {
            found.add(Violation.containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        found.addAll(BaselineControls.forbiddenCapabilities(pod, Set.of("NET_BIND_SERVICE")));
        return Violation.of("unrestricted capabilities", found);
    }

    static List<Violation> volumes(PodSpec pod, int minor) {
        var names = new ArrayList<String>();
        var types = new TreeSet<String>();
        for (Json volume : pod.spec().at("volumes").elements()) {
            List<String> forbidden = volume.object().names().stream()
                    .filter(field -> !field.equals("name") && !VOLUMES.contains(field))
                    .toList();
            if (!forbidden.isEmpty()) {
                names.add(volume.at("name").text());
                types.addAll(forbidden);
            }
        }
        if (names.isEmpty()) {
            return List.of();
        }
        String start = names.size() == 1 ? "volume %s uses " : "volumes %s use ";
        String kind = types.size() == 1 ? "restricted volume type " : "restricted volume types ";
        return List.of(new Violation(
                "restricted volume types", start.formatted(Violation.quoted(names)) + kind + Violation.quoted(types)));
    }

    static List<Violation> nonRoot(PodSpec pod, int minor) {
        Json own = pod.security().at("runAsNonRoot");
        var refusing = new ArrayList<String>();
        if (own.equals(JsonBoolean.of(false))) {
            refusing.add("pod");
        }
        List<String> containers =
                pod.containersThat(container -> nonRoot(container).equals(JsonBoolean.of(false)));
        if (!containers.isEmpty()) {
            refusing.add(Violation.containers(containers));
        }
        String reason = "runAsNonRoot != true";
        if (!refusing.isEmpty()) {
            return List.of(new Violation(
                    reason, String.join(" and ", refusing) + " must not set securityContext.runAsNonRoot=false"));
        }
        if (own.booleanOr(false)) {
            return List.of();
        }
        List<String> silent = pod.containersThat(container -> nonRoot(container).isNull());
        return silent.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        reason,
                        "pod or " + Violation.containers(silent) + " must set securityContext.runAsNonRoot=true"));
    }

    private static Json nonRoot(Json container) {
        return container.at("securityContext", "runAsNonRoot");
    }

    static List<Violation> rootUser(PodSpec pod, int minor) {
        var setters = new ArrayList<String>();
        if (isRoot(pod.security())) {
            setters.add("pod");
        }
        List<String> containers = pod.containersThat(container -> isRoot(container.at("securityContext")));
        if (!containers.isEmpty()) {
            setters.add(Violation.containers(containers));
        }
        return setters.isEmpty()
                ? List.of()
                : List.of(new Violation("runAsUser=0", String.join(" and ", setters) + " must not set runAsUser=0"));
    }

    private static boolean isRoot(Json context) {
        return context.at("runAsUser").longOr(-1) == 0;
    }

    static List<Violation> seccomp(PodSpec pod, int minor) {
        if (isExempt(pod, minor)) {
            return List.of();
        }
        String own = seccompOf(pod.security());
        var setters = new ArrayList<String>();
        var values = new TreeSet<String>();
        if (isForbidden(own)) {
            setters.add("pod");
            values.add(own);
        }
        List<String> containers = pod.containersThat(container -> {
            String type = seccompOf(container.at("securityContext"));
            return isForbidden(type) && (values.add(type) || values.contains(type));
        });
        if (!containers.isEmpty()) {
            setters.add(Violation.containers(containers));
        }
        if (!setters.isEmpty()) {
            return List.of(new Violation(
                    "seccompProfile",
                    String.join(" and ", setters) + " must not set securityContext.seccompProfile.type to "
                            + Violation.quoted(values)));
        }
        List<String> silent = own.isEmpty()
                ? pod.containersThat(
                        container -> seccompOf(container.at("securityContext")).isEmpty())
                : List.of();
        return silent.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "seccompProfile",
                        "pod or " + Violation.containers(silent) + " must set securityContext.seccompProfile.type to "
                                + "\"RuntimeDefault\" or \"Localhost\""));
    }

    private static String seccompOf(Json context) {
        return context.at("seccompProfile", "type").text();
    }

    private static boolean isForbidden(String type) {
        return !type.isEmpty() && !SECCOMP.contains(type);
    }

    private static boolean isExempt(PodSpec pod, int minor) {
        return minor >= WINDOWS_EXEMPT && pod.isWindows();
    }
}
