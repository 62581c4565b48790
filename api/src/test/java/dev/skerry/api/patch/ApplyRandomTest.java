// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares apply and update on a ConfigMap's entries with a model that knows nothing of trees: a map
/// of values, and for each key who owns it.
class ApplyRandomTest {
    private static final String[] MANAGERS = {"a", "b", "c"};
    private static final String[] KEYS = {"k", "l", "m", "n"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void ownershipIsWhatAModelSays(long seed) {
        var random = new Random(seed);
        var story = new ApplyStory("v1", "ConfigMap")
                // Somebody must own something always: an object without owners is not kept book of.
                .applies("keeper", "{'immutable':false}")
                .applies("a", "{'data':{'k':'0'}}");
        var values = new TreeMap<String, String>(Map.of("k", "0"));
        var owners = new HashMap<String, Set<String>>(Map.of("k", new HashSet<>(Set.of("a"))));
        for (int step = 0; step < 300; step++) {
            var data = new TreeMap<String, String>();
            for (String key : KEYS) {
                if (random.nextBoolean()) {
                    data.put(key, String.valueOf(random.nextInt(2)));
                }
            }
            String manager = MANAGERS[random.nextInt(MANAGERS.length)];
            switch (random.nextInt(3)) {
                case 0 -> apply(story, manager, data, values, owners);
                case 1 -> {
                    story.forces(manager, text(data));
                    modelApply(manager, data, values, owners);
                }
                default -> {
                    story.updates(manager, updated(data));
                    modelUpdate(manager + "!", data, values, owners);
                }
            }
            assertThat(story.live().at("data").object())
                    .as("seed %s step %s", seed, step)
                    .isEqualTo(Json.of(values));
            assertThat(owned(story)).as("seed %s step %s", seed, step).isEqualTo(owners);
            String before = story.objectWithOwners();
            story.updates("nobody", updated(values));
            assertThat(story.objectWithOwners()).isEqualTo(before);
        }
    }

    private static void apply(
            ApplyStory story,
            String manager,
            Map<String, String> data,
            Map<String, String> values,
            Map<String, Set<String>> owners) {
        boolean conflicts = data.entrySet().stream()
                .anyMatch(entry -> !entry.getValue().equals(values.get(entry.getKey()))
                        && owners.getOrDefault(entry.getKey(), Set.of()).stream()
                                .anyMatch(owner -> !owner.equals(manager)));
        try {
            story.applies(manager, text(data));
            assertThat(conflicts).isFalse();
            modelApply(manager, data, values, owners);
            String once = story.objectWithOwners();
            assertThat(story.applies(manager, text(data)).objectWithOwners()).isEqualTo(once);
        } catch (StatusException failure) {
            assertThat(failure.code()).isEqualTo(409);
            assertThat(conflicts).isTrue();
        }
    }

    private static void modelApply(
            String manager, Map<String, String> data, Map<String, String> values, Map<String, Set<String>> owners) {
        for (String key : KEYS) {
            Set<String> of = owners.computeIfAbsent(key, _ -> new HashSet<>());
            if (data.containsKey(key)) {
                if (!data.get(key).equals(values.put(key, data.get(key)))) {
                    of.clear();
                }
                of.add(manager);
            } else if (of.remove(manager) && of.isEmpty()) {
                values.remove(key);
            }
        }
        owners.values().removeIf(Set::isEmpty);
    }

    private static void modelUpdate(
            String owner, Map<String, String> data, Map<String, String> values, Map<String, Set<String>> owners) {
        for (String key : KEYS) {
            String fresh = data.get(key);
            if (fresh == null) {
                values.remove(key);
                owners.remove(key);
            } else if (!fresh.equals(values.put(key, fresh))) {
                owners.put(key, new HashSet<>(Set.of(owner)));
            }
        }
    }

    private static Map<String, Set<String>> owned(ApplyStory story) {
        var owners = new HashMap<String, Set<String>>();
        for (FieldOwnership entry : FieldOwners.of(story.live()).all()) {
            String mark = entry.owner().operation() == FieldOwner.Operation.UPDATE ? "!" : "";
            for (String path : entry.fields().paths()) {
                if (path.startsWith(".data.")) {
                    owners.computeIfAbsent(path.substring(6), _ -> new HashSet<>())
                            .add(entry.owner().manager() + mark);
                }
            }
        }
        return owners;
    }

    private static String text(Map<String, String> data) {
        return data.isEmpty() ? "{}" : "{'data':" + json(data) + "}";
    }

    private static String updated(Map<String, String> data) {
        return "{'immutable':false" + (data.isEmpty() ? "" : ",'data':" + json(data)) + "}";
    }

    private static String json(Map<String, String> data) {
        return Json.of(data).toString().replace('"', '\'');
    }
}
