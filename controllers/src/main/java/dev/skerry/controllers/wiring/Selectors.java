// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.lifecycle.TerminalException;

/// Reads the `spec.selector` of workloads.
public final class Selectors {
    private Selectors() {}

    /// @throws TerminalException if it is malformed, or empty and would select everything
    public static LabelSelector of(KubeObject workload) {
        LabelSelector selector;
        try {
            selector = LabelSelector.read(workload.at("spec", "selector"));
        } catch (StatusException malformed) {
            throw new TerminalException(
                    "InvalidSelector", workload + " has a malformed selector: " + malformed.getMessage(), malformed);
        }
        if (selector.matchesEverything()) {
            throw new TerminalException("InvalidSelector", workload + " selects everything, which cannot be meant");
        }
        return selector;
    }

    /// Whether the workload selects the object; a workload with a selector that cannot be used selects nothing.
    public static boolean selects(KubeObject workload, KubeObject object) {
        try {
            return of(workload).matches(object);
        } catch (TerminalException _) {
            // Told by the pass over the workload itself.
            return false;
        }
    }
}
