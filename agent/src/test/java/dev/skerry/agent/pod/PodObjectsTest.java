// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import org.junit.jupiter.api.Test;

class PodObjectsTest {
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");

    private final FakeNode.Objects cache = new FakeNode.Objects();
    private final PodObjects pods = new PodObjects(cache, "here");

    @Test
    void readsAPodAgainOnlyWhenItHasChanged() {
        cache.put(pod("a", "here", "1"));
        cache.put(pod("b", "here", "1"));
        var first = pods.look();
        cache.put(pod("b", "here", "2"));
        var second = pods.look();
        assertThat(first.changed()).containsExactlyInAnyOrder("uid-a", "uid-b");
        assertThat(second.changed()).containsExactly("uid-b");
        assertThat(second.pods().get("uid-a")).isSameAs(first.pods().get("uid-a"));
        assertThat(second.pods()
                        .get("uid-b")
                        .object()
                        .at("metadata", "labels", "step")
                        .text())
                .isEqualTo("2");
        assertThat(second.areOthersChanged()).isFalse();
        assertThat(pods.look().changed()).isEmpty();
    }

    @Test
    void leavesOutPodsOfOtherNodesAndThoseThatAreGone() {
        KubeObject moving = pod("a", "elsewhere", "1");
        cache.put(moving);
        assertThat(pods.look().pods()).isEmpty();
        cache.put(pod("a", "here", "2"));
        assertThat(pods.look().pods()).containsOnlyKeys("uid-a");
        cache.remove(moving);
        var last = pods.look();
        assertThat(last.pods()).isEmpty();
        assertThat(last.areOthersChanged()).isFalse();
    }

    @Test
    void tellsThatSomethingElseCameChangedOrWent() {
        assertThat(pods.look().areOthersChanged()).isFalse();
        cache.put(CONFIG_MAPS, pod("settings", "", "1"));
        assertThat(pods.look().areOthersChanged()).isTrue();
        assertThat(pods.look().areOthersChanged()).isFalse();
        cache.put(CONFIG_MAPS, pod("settings", "", "2"));
        assertThat(pods.look().areOthersChanged()).isTrue();
        cache.clear();
        assertThat(pods.look().areOthersChanged()).isTrue();
    }

    private static KubeObject pod(String name, String node, String step) {
        return new KubeObject(JsonObject.of(
                "metadata",
                JsonObject.of(
                        "name",
                        name,
                        "namespace",
                        "default",
                        "uid",
                        "uid-" + name,
                        "labels",
                        JsonObject.of("step", step)),
                "spec",
                JsonObject.of("nodeName", node)));
    }
}
