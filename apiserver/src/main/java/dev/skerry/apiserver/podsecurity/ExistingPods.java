// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.podsecurity.Control.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;

/// What to say of the pods that are in a namespace already when its level rises.
final class ExistingPods {
    /// A namespace may have more pods than anybody has time to wait for.
    private static final int CHECKED_MAX = 3_000;

    private ExistingPods() {}

    static List<String> warnings(List<KubeObject> pods, Standard standard, Exemptions exemptions) {
        var names = new LinkedHashMap<String, TreeSet<String>>();
        for (KubeObject pod : pods.subList(0, Math.min(pods.size(), CHECKED_MAX))) {
            String runtimeClass = pod.at("spec", "runtimeClassName").text();
            if (!exemptions.runtimeClasses().contains(runtimeClass)) {
                var spec =
                        new PodSpec(pod.at("metadata").object(), pod.at("spec").object());
                List<String> reasons = Controls.violations(spec, standard).stream()
                        .map(Violation::reason)
                        .toList();
                if (!reasons.isEmpty()) {
                    names.computeIfAbsent(String.join(", ", reasons), _ -> new TreeSet<>())
                            .add(pod.name());
                }
            }
        }
        var warnings = new ArrayList<String>();
        if (!names.isEmpty()) {
            warnings.add("existing pods in namespace \"" + pods.getFirst().namespace()
                    + "\" violate the new PodSecurity enforce level \"" + standard + "\"");
        }
        names.forEach((reasons, which) -> warnings.add(which.first() + others(which.size() - 1) + ": " + reasons));
        if (pods.size() > CHECKED_MAX) {
            warnings.add("new PodSecurity enforce level only checked against the first " + CHECKED_MAX + " of "
                    + pods.size() + " existing pods");
        }
        return warnings;
    }

    private static String others(int count) {
        return switch (count) {
            case 0 -> "";
            case 1 -> " (and 1 other pod)";
            default -> " (and " + count + " other pods)";
        };
    }
}
