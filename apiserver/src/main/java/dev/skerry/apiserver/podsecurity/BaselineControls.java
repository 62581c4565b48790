// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import dev.skerry.apiserver.podsecurity.Control.Violation;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What no ordinary pod needs: ways to its node.
final class BaselineControls {
    private static final Set<String> CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");
    private static final List<String> HOOKS = List.of("postStart", "preStop");

    private BaselineControls() {}

    static List<Violation> appArmor(PodSpec pod, int minor) {
        var found = new ArrayList<String>();
        String own = pod.security().at("appArmorProfile", "type").text();
        if (own.equals("Unconfined")) {
            found.add("pod must not set AppArmor profile type to \"Unconfined\"");
        }
        List<String> containers = pod.containersThat(container -> container
                .at("securityContext", "appArmorProfile", "type")
                .text()
                .equals("Unconfined"));
        if (!containers.isEmpty()) {
            found.add(Violation.containers(containers) + " must not set AppArmor profile type to \"Unconfined\"");
        }
        pod.annotations().forEach((name, value) -> {
            boolean isFine = value.isEmpty() || value.equals("runtime/default") || value.startsWith("localhost/");
            if (name.startsWith(APP_ARMOR) && !isFine) {
                found.add("annotation \"" + name + "\"=\"" + value + "\"");
            }
        });
        return Violation.of(found.size() == 1 ? "forbidden AppArmor profile" : "forbidden AppArmor profiles", found);
    }

    static List<Violation> capabilities(PodSpec pod, int minor) {
        return Violation.of("non-default capabilities", forbiddenCapabilities(pod, CAPABILITIES));
    }

    /// Which containers add capabilities beyond these; one sentence or none.
    static List<String> forbiddenCapabilities(PodSpec pod, Set<String> allowed) {
        var names = new ArrayList<String>();
        var added = new TreeSet<String>();
        for (Json container : pod.containers()) {
            List<String> beyond = container.at("securityContext", "capabilities", "add").elements().stream()
                    .map(Json::text)
                    .filter(capability -> !allowed.contains(capability))
                    .toList();
            if (!beyond.isEmpty()) {
                names.add(container.at("name").text());
                added.addAll(beyond);
            }
        }
        return names.isEmpty()
                ? List.of()
                : List.of(Violation.containers(names) + " must not include " + Violation.quoted(added)
                        + " in securityContext.capabilities.add");
    }

    static List<Violation> hostNamespaces(PodSpec pod, int minor) {
        List<String> found = List.of("hostNetwork", "hostPID", "hostIPC").stream()
                .filter(field -> pod.spec().at(field).booleanOr(false))
                .map(field -> field + "=true")
                .toList();
        return found.isEmpty() ? List.of() : List.of(new Violation("host namespaces", String.join(", ", found)));
    }

    static List<Violation> hostPaths(PodSpec pod, int minor) {
        List<String> names = pod.spec().at("volumes").elements().stream()
                .filter(volume -> volume.object().has("hostPath"))
                .map(volume -> volume.at("name").text())
                .toList();
        return names.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "hostPath volumes", (names.size() == 1 ? "volume " : "volumes ") + Violation.quoted(names)));
    }

    static List<Violation> hostPorts(PodSpec pod, int minor) {
        var names = new ArrayList<String>();
        var ports = new TreeSet<Long>();
        for (Json container : pod.containers()) {
            List<Long> own = container.at("ports").elements().stream()
                    .map(port -> port.at("hostPort").longOr(0))
                    .filter(port -> port != 0)
                    .toList();
            if (!own.isEmpty()) {
                names.add(container.at("name").text());
                ports.addAll(own);
            }
        }
        String verb = names.size() == 1 ? "uses " : "use ";
        String plural = ports.size() == 1 ? "hostPort " : "hostPorts ";
        return Violation.ofContainers(
                "hostPort",
                names,
                verb
                        + plural
                        + String.join(", ", ports.stream().map(String::valueOf).toList()));
    }

    /// A probe with a host is a request that the node makes for the pod, to wherever it likes.
    static List<Violation> probeHosts(PodSpec pod, int minor) {
        var names = new ArrayList<String>();
        var hosts = new TreeSet<String>();
        for (Json container : pod.containers()) {
            var own = new ArrayList<String>();
            PROBES.forEach(probe -> addHosts(own, container.at(probe)));
            HOOKS.forEach(hook -> addHosts(own, container.at("lifecycle", hook)));
            if (!own.isEmpty()) {
                names.add(container.at("name").text());
                hosts.addAll(own);
            }
        }
        String verb = names.size() == 1 ? "uses " : "use ";
        return Violation.ofContainers(
                "probe or lifecycle host", names, verb + "probe or lifecycle host " + Violation.quoted(hosts));
    }

    private static void addHosts(List<String> hosts, Json action) {
        for (String kind : List.of("httpGet", "tcpSocket")) {
            String host = action.at(kind, "host").text();
            if (!host.isEmpty() && !host.equals("127.0.0.1") && !host.equals("::1") && !host.equals("localhost")) {
                hosts.add(host);
            }
        }
    }

    static List<Violation> privileged(PodSpec pod, int minor) {
        return Violation.ofContainers(
                "privileged",
                pod.containersThat(container ->
                        container.at("securityContext", "privileged").booleanOr(false)),
                "must not set securityContext.privileged=true");
    }

    static List<Violation> procMount(PodSpec pod, int minor) {
        return Violation.ofContainers(
                "procMount",
                pod.containersThat(container -> !container
                        .at("securityContext", "procMount")
                        .textOr("Default")
                        .equals("Default")),
                "must not set securityContext.procMount to \"Unmasked\"");
    }

    static List<Violation> seLinux(PodSpec pod, int minor) {
        Set<String> types = minor >= 31
                ? Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
                : Set.of("", "container_t", "container_init_t", "container_kvm_t");
        var setters = new ArrayList<String>();
        var faults = new TreeSet<String>();
        if (addSeLinuxFaults(faults, pod.security().at("seLinuxOptions"), types)) {
            setters.add("pod");
        }
        List<String> containers = pod.containersThat(
                container -> addSeLinuxFaults(faults, container.at("securityContext", "seLinuxOptions"), types));
        if (!containers.isEmpty()) {
            setters.add(Violation.containers(containers));
        }
        return setters.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "seLinuxOptions",
                        String.join(" and ", setters) + " set forbidden securityContext.seLinuxOptions: "
                                + String.join("; ", faults)));
    }

    private static boolean addSeLinuxFaults(Set<String> faults, Json options, Set<String> types) {
        boolean isForbidden = false;
        String type = options.at("type").text();
        if (!types.contains(type)) {
            faults.add("type \"" + type + "\"");
            isForbidden = true;
        }
        for (String field : List.of("user", "role")) {
            if (!options.at(field).text().isEmpty()) {
                faults.add(field + " may not be set");
                isForbidden = true;
            }
        }
        return isForbidden;
    }

    static List<Violation> seccomp(PodSpec pod, int minor) {
        var setters = new ArrayList<String>();
        if (isUnconfined(pod.security())) {
            setters.add("pod");
        }
        List<String> containers = pod.containersThat(container -> isUnconfined(container.at("securityContext")));
        if (!containers.isEmpty()) {
            setters.add(Violation.containers(containers));
        }
        return setters.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "seccompProfile",
                        String.join(" and ", setters)
                                + " must not set securityContext.seccompProfile.type to \"Unconfined\""));
    }

    private static boolean isUnconfined(Json context) {
        return context.at("seccompProfile", "type").text().equals("Unconfined");
    }

    static List<Violation> sysctls(PodSpec pod, int minor) {
        List<String> forbidden = pod.security().at("sysctls").elements().stream()
                .map(sysctl -> sysctl.at("name").text())
                .filter(name -> !Sysctls.isHarmless(name, minor))
                .toList();
        return forbidden.isEmpty()
                ? List.of()
                : List.of(new Violation("forbidden sysctls", String.join(", ", forbidden)));
    }

    static List<Violation> hostProcess(PodSpec pod, int minor) {
        var setters = new ArrayList<String>();
        if (pod.security().at("windowsOptions", "hostProcess").booleanOr(false)) {
            setters.add("pod");
        }
        List<String> containers = pod.containersThat(container ->
                container.at("securityContext", "windowsOptions", "hostProcess").booleanOr(false));
        if (!containers.isEmpty()) {
            setters.add(Violation.containers(containers));
        }
        return setters.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "hostProcess",
                        String.join(" and ", setters)
                                + " must not set securityContext.windowsOptions.hostProcess=true"));
    }
}
