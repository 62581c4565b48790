// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random trees with the right names in the wrong places: whatever a client sends, it gets an object or a
/// refusal that says why.
class HostilePatchTest {
    private static final List<String> NAMES = List.of(
            "metadata",
            "spec",
            "status",
            "labels",
            "finalizers",
            "ownerReferences",
            "managedFields",
            "containers",
            "name",
            "image",
            "ports",
            "containerPort",
            "protocol",
            "env",
            "volumes",
            "tolerations",
            "resources",
            "limits",
            "cpu",
            "$patch",
            "$retainKeys",
            "$setElementOrder/containers",
            "$deleteFromPrimitiveList/finalizers",
            "fieldsV1",
            "f:spec",
            "k:{\"name\":\"a\"}",
            "manager",
            "operation",
            "apiVersion",
            "time",
            ".");
    private static final List<Object> PLAIN =
            List.of("a", "b", "", 1, 80, true, false, "delete", "replace", "merge", "Apply", "Update", "TCP", "1000m");

    private final ObjectSchema pod =
            Schemas.builtIn().find(GroupVersionKind.of("v1", "Pod")).orElseThrow();
    private final Writer writer = new Writer("me", "", Instant.EPOCH);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyPatchIsAppliedOrRefused(long seed) {
        var random = new Random(seed);
        int applied = 0;
        for (int i = 0; i < 3000; i++) {
            KubeObject live = pod(object(random, 5));
            JsonObject patch = object(random, 5);
            try {
                JsonObject strategic = StrategicPatch.apply(pod, live.tree(), patch);
                KubeObject tracked = ManagedFields.afterUpdate(pod, live, pod(strategic), writer, FieldSet.EMPTY);
                ManagedFields.afterCreate(pod, tracked, writer, FieldSet.EMPTY);
                applied++;
            } catch (StatusException refused) {
                assertThat(refused.code()).isBetween(400, 499);
            }
            try {
                var request = new ApplyRequest(
                        pod,
                        live,
                        FieldOwners.without(pod(patch)),
                        writer,
                        ApplyRequest.Conflicts.FORCED,
                        FieldSet.ofNames("status"));
                Apply.apply(request);
            } catch (StatusException refused) {
                // What does not fit the schema is the one refusal that Kubernetes answers with 500.
                boolean isUnfit = String.valueOf(refused.getMessage()).startsWith("failed to create typed patch");
                assertThat(refused.code()).isBetween(isUnfit ? 500 : 400, isUnfit ? 500 : 499);
            }
        }
        assertThat(applied).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mergedListsKeepBothOrdersAndLoseNothing(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<String> live = someNames(random);
            List<String> wanted = someNames(random);
            KubeObject before = pod(JsonObject.of("spec", JsonObject.of("containers", containers(live))));
            KubeObject applied = pod(JsonObject.of("spec", JsonObject.of("containers", containers(wanted))));
            var request =
                    new ApplyRequest(pod, before, applied, writer, ApplyRequest.Conflicts.REJECTED, FieldSet.EMPTY);
            List<String> merged = Apply.apply(request).at("spec", "containers").elements().stream()
                    .map(container -> container.at("name").text())
                    .toList();
            assertThat(merged).doesNotHaveDuplicates().containsAll(live).containsAll(wanted);
            assertThat(merged.stream().filter(wanted::contains)).containsExactlyElementsOf(wanted);
            var unapplied = live.stream().filter(name -> !wanted.contains(name)).toList();
            assertThat(merged.stream().filter(unapplied::contains)).containsExactlyElementsOf(unapplied);
        }
    }

    private static List<String> someNames(Random random) {
        var names = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f"));
        java.util.Collections.shuffle(names, random);
        return List.copyOf(names.subList(0, random.nextInt(names.size())));
    }

    private static List<Json> containers(List<String> names) {
        return names.stream().map(name -> (Json) JsonObject.of("name", name)).toList();
    }

    private static KubeObject pod(JsonObject tree) {
        JsonObject metadata = tree.at("metadata").object().with("name", "x").with("namespace", "default");
        return new KubeObject(tree.with("apiVersion", "v1").with("kind", "Pod").with("metadata", metadata));
    }

    private static JsonObject object(Random random, int depth) {
        var object = JsonObject.builder();
        int fields = random.nextInt(6);
        for (int i = 0; i < fields; i++) {
            object.put(NAMES.get(random.nextInt(NAMES.size())), value(random, depth - 1));
        }
        return object.build();
    }

    private static Json value(Random random, int depth) {
        int kind = depth <= 0 ? 0 : random.nextInt(4);
        return switch (kind) {
            case 1, 2 -> object(random, depth);
            case 3 -> {
                var list = new ArrayList<Json>();
                int size = random.nextInt(4);
                for (int i = 0; i < size; i++) {
                    list.add(value(random, depth - 1));
                }
                yield Json.of(list);
            }
            default -> random.nextInt(8) == 0 ? Json.of(null) : Json.of(PLAIN.get(random.nextInt(PLAIN.size())));
        };
    }
}
