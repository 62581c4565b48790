// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import java.util.Map;
import java.util.Optional;

/// Gives pods the number that their PriorityClass stands for. People name the class; the number is ours,
/// and never changes afterwards.
public final class Priority implements AdmissionPlugin {
    /// The classes that every cluster has, whether somebody stored them or not.
    public static final Map<String, Integer> SYSTEM =
            Map.of("system-node-critical", 2_000_001_000, "system-cluster-critical", 2_000_000_000);

    private static final String GROUP = "scheduling.k8s.io";
    private static final String RESOURCE = "priorityclasses";
    private static final String PREEMPT = "PreemptLowerPriority";
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");

    private final ObjectSource objects;

    public Priority(ObjectSource objects) {
        this.objects = objects;
    }

    /// What a class gives to a pod.
    private record Rank(String className, int value, String preemptionPolicy) {}

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject pod) {
        if (!PodCreation.is(request)) {
            return PodCreation.isOfPods(request) ? withOld(request, pod) : pod;
        }
        String className = pod.at("spec", "priorityClassName").text();
        Rank rank = className.isEmpty() ? defaultRank() : rank(pod, className);
        demandSame(pod, "priority", "integer value of priority", Json.of(rank.value()));
        demandSame(pod, "preemptionPolicy", "string value of PreemptionPolicy", Json.of(rank.preemptionPolicy()));
        KubeObject ranked = pod.with(Json.of(rank.value()), "spec", "priority")
                .with(rank.preemptionPolicy(), "spec", "preemptionPolicy");
        return rank.className().isEmpty() ? ranked : ranked.with(rank.className(), "spec", "priorityClassName");
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean isClass = request.resource().group().equals(GROUP)
                && request.resource().resource().equals(RESOURCE);
        if (!isClass || !request.object().map(Priority::isDefault).orElse(false)) {
            return;
        }
        findDefault().filter(other -> !other.name().equals(request.name())).ifPresent(other -> {
            throw StatusException.forbidden(
                    request.resource(),
                    request.name(),
                    "PriorityClass " + other.name() + " is already marked as default. Only one default can exist");
        });
    }

    /// An update that leaves the numbers out means the old ones: old clients do not know them.
    private static KubeObject withOld(AdmissionRequest request, KubeObject pod) {
        KubeObject kept = pod;
        for (String field : new String[] {"priority", "preemptionPolicy"}) {
            Json old = request.old().map(before -> before.at("spec", field)).orElse(Json.of(null));
            if (pod.at("spec", field).isNull() && !old.isNull()) {
                kept = kept.with(old, "spec", field);
            }
        }
        return kept;
    }

    private Rank rank(KubeObject pod, String className) {
        var found = objects.find(GROUP, RESOURCE, ObjectName.cluster(className));
        if (found.isPresent()) {
            return rank(found.get());
        }
        Integer value = SYSTEM.get(className);
        if (value == null) {
            throw StatusException.forbidden(PODS, pod.name(), "no PriorityClass with name " + className + " was found");
        }
        return new Rank(className, value, PREEMPT);
    }

    private Rank defaultRank() {
        return findDefault().map(Priority::rank).orElse(new Rank("", 0, PREEMPT));
    }

    /// Where several call themselves the default, the lowest is taken: the least harm.
    private Optional<KubeObject> findDefault() {
        return objects.list(GROUP, RESOURCE, "").stream()
                .filter(Priority::isDefault)
                .min((one, other) ->
                        Integer.compare(rank(one).value(), rank(other).value()));
    }

    private static boolean isDefault(KubeObject priorityClass) {
        return priorityClass.at("globalDefault").booleanOr(false);
    }

    private static Rank rank(KubeObject priorityClass) {
        return new Rank(
                priorityClass.name(),
                priorityClass.at("value").intOr(0),
                priorityClass.at("preemptionPolicy").textOr(PREEMPT));
    }

    private static void demandSame(KubeObject pod, String field, String described, Json computed) {
        Json given = pod.at("spec", field);
        if (!given.isNull() && !given.equals(computed)) {
            String shown = given.text().isEmpty() ? given.toString() : given.text();
            String wanted = computed.text().isEmpty() ? computed.toString() : computed.text();
            throw StatusException.forbidden(
                    PODS,
                    pod.name(),
                    "the " + described + " (" + shown + ") must not be provided in pod spec; "
                            + "priority admission controller computed " + wanted
                            + " from the given PriorityClass name");
        }
    }
}
