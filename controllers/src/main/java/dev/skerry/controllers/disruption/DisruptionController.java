// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.disruption;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One pass over one PodDisruptionBudget: count the pods that it selects, and say how many may be evicted.
///
/// The API server takes from that number with each eviction it lets pass. So the status is written against the
/// version that was read: an eviction in between makes the write a conflict, and the pass begins anew.
public final class DisruptionController implements Reconciler {
    private static final String NAME = "disruption-controller";

    private final KubeClient client;
    private final Cache<KubeObject> budgets;
    private final Cache<KubeObject> pods;
    private final Scales scales;
    private final EventRecorder events;
    private final Clock clock;

    private DisruptionController(
            KubeClient client,
            Cache<KubeObject> budgets,
            Cache<KubeObject> pods,
            Scales scales,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.budgets = budgets;
        this.pods = pods;
        this.scales = scales;
        this.events = events;
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var budgets = parts.cache(Resources.POD_DISRUPTION_BUDGETS);
        var pods = parts.cache(Resources.PODS);
        var replicaSets = parts.cache(Resources.REPLICA_SETS);
        var deployments = parts.cache(Resources.DEPLOYMENTS);
        KubeClient client = parts.client(NAME);
        var scales = new Scales(client, replicaSets, deployments);
        var reconciler = new DisruptionController(client, budgets, pods, scales, parts.recorder(NAME), parts.clock());
        var controller = parts.controller("disruption", reconciler, List.of(budgets, pods, replicaSets, deployments));
        budgets.onChange(change -> controller.enqueue(change.name()));
        pods.onChange(change -> reconciler.concerned(change).forEach(controller::enqueue));
        // A scale changes without any pod changing: what it means for a budget is seen from its namespace.
        replicaSets.onChange(change -> reconciler.inNamespace(change.name()).forEach(controller::enqueue));
        deployments.onChange(change -> reconciler.inNamespace(change.name()).forEach(controller::enqueue));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = budgets.find(name);
        if (found.isEmpty() || found.get().isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        KubeObject budget = found.get();
        Instant now = clock.now();
        List<KubeObject> selected = selected(budget);
        var disruptions = Disruptions.of(budget, selected, now);
        write(budget, report(budget, selected, disruptions, now));
        disruptions.overdue().forEach(pod -> tellOverdue(budget, pod));
        return disruptions.untilOverdue(now).<Outcome>map(Outcome.Again::new).orElse(Outcome.SETTLED);
    }

    private KubeObject report(KubeObject budget, List<KubeObject> selected, Disruptions disruptions, Instant now) {
        if (selected.isEmpty()) {
            events.normal(budget, "NoPods", "No matching pods found");
        }
        try {
            var expectation = Expectation.of(budget, selected.size(), scale(budget, selected));
            return BudgetReport.of(budget, selected, expectation, disruptions, now);
        } catch (StatusException | TerminalException failed) {
            String why = String.valueOf(failed.getMessage());
            events.warning(
                    budget,
                    "CalculateExpectedPodCountFailed",
                    "Failed to calculate the number of expected pods: " + why);
            return BudgetReport.failed(budget, why, now);
        }
    }

    private int scale(KubeObject budget, List<KubeObject> selected) {
        if (!Expectation.needsScale(budget)) {
            return selected.size();
        }
        if (selected.stream().anyMatch(pod -> pod.controller().isEmpty())) {
            events.warning(
                    budget,
                    "UnmanagedPods",
                    "Some pods of this budget have no controller, so how many there are to be is not known: give"
                            + " spec.minAvailable as a number to have them counted");
        }
        return scales.sum(selected);
    }

    private void tellOverdue(KubeObject budget, KubeObject pod) {
        events.warning(
                pod, "NotDeleted", "Pod was expected by PDB " + budget.objectName() + " to be deleted but it wasn't");
    }

    private void write(KubeObject before, KubeObject after) {
        if (!after.at("status").equals(before.at("status"))) {
            budgets.assume(client.updateSubresource(Resources.POD_DISRUPTION_BUDGETS, "status", after));
        }
    }

    private List<KubeObject> selected(KubeObject budget) {
        return pods.inNamespace(budget.namespace()).stream()
                .filter(pod -> selects(budget, pod))
                .toList();
    }

    private static boolean selects(KubeObject budget, KubeObject pod) {
        try {
            return LabelSelector.read(budget.at("spec", "selector")).matches(pod);
        } catch (StatusException _) {
            // A selector that cannot be read, from before it was validated, selects nothing.
            return false;
        }
    }

    private Set<ObjectName> concerned(Change<KubeObject> change) {
        var names = new LinkedHashSet<ObjectName>();
        for (KubeObject budget : budgets.inNamespace(change.name().namespace())) {
            boolean was = change instanceof Change.Changed<KubeObject> changed && selects(budget, changed.was());
            if (was || selects(budget, change.newest())) {
                names.add(budget.objectName());
            }
        }
        return names;
    }

    private List<ObjectName> inNamespace(ObjectName workload) {
        return budgets.inNamespace(workload.namespace()).stream()
                .filter(Expectation::needsScale)
                .map(KubeObject::objectName)
                .toList();
    }
}
