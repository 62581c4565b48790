// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReflectorTest {
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Cache<KubeObject> cache = new Cache<>(object -> object);
    private final Reflector<KubeObject> reflector = new Reflector<>(kube, Scope.all(PODS), cache, clock, new Random(1));
    private final List<String> changes = new ArrayList<>();

    ReflectorTest() {
        cache.onChange(change -> changes.add(change.getClass().getSimpleName() + " " + change.name()));
    }

    private KubeObject create(String name) {
        return kube.create(PODS, KubeObject.of(POD, new ObjectName("default", name)));
    }

    private void settle() throws InterruptedException {
        while (reflector.step()) {}
    }

    @Test
    void theCacheFollowsWhatHappens() throws Exception {
        create("a");
        settle();
        assertThat(cache.isSynced()).isTrue();
        KubeObject b = create("b");
        kube.update(PODS, b.withLabel("app", "web"));
        kube.delete(PODS, new ObjectName("default", "a"), Deletion.BACKGROUND);
        settle();
        assertThat(changes)
                .containsExactly("Appeared default/a", "Appeared default/b", "Changed default/b", "Gone default/a");
        assertThat(cache.all()).extracting(KubeObject::name).containsExactly("b");
    }

    @Test
    void afterAnExpiredWatchTheNewListIsComparedWithWhatIsHeld() throws Exception {
        create("a");
        create("b");
        settle();
        changes.clear();
        kube.delete(PODS, new ObjectName("default", "a"), Deletion.BACKGROUND);
        create("c");
        kube.compact();
        settle();
        assertThat(changes).containsExactly("Appeared default/c", "Gone default/a");
    }

    @Test
    void aServerThatIsAwayLeavesTheCacheAsItWas() throws Exception {
        create("a");
        settle();
        changes.clear();
        create("b");
        kube.compact();
        kube.failNext(3);
        settle();
        assertThat(cache.size()).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(10));
            settle();
        }
        assertThat(changes).containsExactly("Appeared default/b");
    }

    @Test
    void anOwnWriteIsSeenAtOnceAndToldOnce() throws Exception {
        settle();
        KubeObject written = create("a");
        cache.assume(written);
        assertThat(cache.size()).isEqualTo(1);
        settle();
        assertThat(changes).containsExactly("Appeared default/a");
    }

    @Test
    void anOwnWriteThatTheWatchKnowsToBeGoneDoesNotComeBack() throws Exception {
        settle();
        KubeObject written = create("a");
        kube.delete(PODS, written.objectName(), Deletion.BACKGROUND);
        settle();
        cache.assume(written);
        assertThat(cache.all()).isEmpty();
    }

    @Test
    void anIndexFollowsItsObjects() throws Exception {
        cache.index("app", pod -> List.of(pod.labels().getOrDefault("app", "")));
        KubeObject a = create("a");
        settle();
        assertThat(cache.indexed("app", "")).hasSize(1);
        kube.update(PODS, a.withLabel("app", "web"));
        settle();
        assertThat(cache.indexed("app", "")).isEmpty();
        assertThat(cache.indexed("app", "web")).hasSize(1);
        kube.delete(PODS, a.objectName(), Deletion.BACKGROUND);
        settle();
        assertThat(cache.indexed("app", "web")).isEmpty();
    }

    @Test
    void aNamespaceIsReadWithoutItsNeighbours() throws Exception {
        for (String namespace : List.of("a", "a-b", "ab", "b")) {
            kube.create(PODS, KubeObject.of(POD, new ObjectName(namespace, "pod")));
        }
        settle();
        assertThat(cache.inNamespace("a")).extracting(KubeObject::namespace).containsExactly("a");
    }

    @Test
    void aThreadThatRunsItTellsChangesAtOnce() throws Exception {
        var names = new LinkedBlockingQueue<ObjectName>();
        cache.onChange(change -> names.add(change.name()));
        try (var tasks = new TaskGroup()) {
            var threaded = new Reflector<>(kube, Scope.all(PODS), cache, SystemClock.CLOCK, new Random(1));
            tasks.start("reflector", threaded::run);
            cache.awaitSynced();
            create("late");
            assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo(new ObjectName("default", "late"));
        }
    }
}
