// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import dev.skerry.apiserver.podsecurity.Control.Violation;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// All controls, and what they find in a pod.
final class Controls {
    private static final List<Control> ALL = Stream.of(
                    baseline("appArmorProfile", 0, BaselineControls::appArmor),
                    baseline("capabilities_baseline", 0, BaselineControls::capabilities),
                    baseline("hostNamespaces", 0, BaselineControls::hostNamespaces),
                    baseline("hostPathVolumes", 0, BaselineControls::hostPaths),
                    baseline("hostPorts", 0, BaselineControls::hostPorts),
                    baseline("hostProbesAndhostLifecycle", 34, BaselineControls::probeHosts),
                    baseline("privileged", 0, BaselineControls::privileged),
                    baseline("procMount", 0, BaselineControls::procMount),
                    baseline("seLinuxOptions", 0, BaselineControls::seLinux),
                    baseline("seccompProfile_baseline", 0, BaselineControls::seccomp),
                    baseline("sysctls", 0, BaselineControls::sysctls),
                    baseline("windowsHostProcess", 0, BaselineControls::hostProcess),
                    restricted("allowPrivilegeEscalation", 8, Set.of(), RestrictedControls::escalation),
                    restricted(
                            "capabilities_restricted",
                            22,
                            Set.of("capabilities_baseline"),
                            RestrictedControls::capabilities),
                    restricted("restrictedVolumes", 0, Set.of("hostPathVolumes"), RestrictedControls::volumes),
                    restricted("runAsNonRoot", 0, Set.of(), RestrictedControls::nonRoot),
                    restricted("runAsUser", 23, Set.of(), RestrictedControls::rootUser),
                    restricted(
                            "seccompProfile_restricted",
                            19,
                            Set.of("seccompProfile_baseline"),
                            RestrictedControls::seccomp))
            .sorted(Comparator.comparing(Control::id))
            .toList();

    private Controls() {}

    /// What the standard forbids of what the pod asks for; empty if it is fine.
    static List<Violation> violations(PodSpec pod, Standard standard) {
        List<Control> valid =
                ALL.stream().filter(control -> control.isPartOf(standard)).toList();
        var replaced = new HashSet<String>();
        valid.forEach(control -> replaced.addAll(control.replaced()));
        return valid.stream()
                .filter(control -> !replaced.contains(control.id()))
                .flatMap(control -> control.violations().apply(pod, standard.minor()).stream())
                .toList();
    }

    private interface Finder {
        List<Violation> find(PodSpec pod, int minor);
    }

    private static Control baseline(String id, int since, Finder finder) {
        return new Control(id, Level.BASELINE, since, Set.of(), finder::find);
    }

    private static Control restricted(String id, int since, Set<String> replaced, Finder finder) {
        return new Control(id, Level.RESTRICTED, since, replaced, finder::find);
    }
}
