// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One ReplicaSet while watches lag, requests fail, watches expire, pods are deleted by others and the
/// controller is started anew, in an order drawn from a seed.
class ReplicaSetUnderFireTest {
    private static final ObjectName WEB = new ObjectName("default", "web");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private SharedInformers informers = informers();
    private Controller controller = controller();

    private SharedInformers informers() {
        return new SharedInformers(kube, clock, new Random(1), new Metrics());
    }

    private Controller controller() {
        var outbox = new EventOutbox(kube, clock, new Random(1), new Metrics());
        return ReplicaSetController.wire(
                new ControllerParts(_ -> kube, informers, outbox, clock, new Random(1), new Metrics()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void neverMakesOnePodTooManyAndComesToRest(long seed) throws Exception {
        kube.create(
                Resources.REPLICA_SETS,
                KubeObject.of(new GroupVersionKind("apps", "v1", "ReplicaSet"), WEB)
                        .with(JsonReader.read("""
                    {"replicas":5,"selector":{"matchLabels":{"app":"web"}},
                     "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[]}}}"""), "spec"));
        settle();
        var random = new Random(seed);
        int wanted = 5;
        int wantedBefore = 5;
        for (int i = 0; i < 300; i++) {
            int before = active();
            boolean isDisturbed = false;
            switch (random.nextInt(10)) {
                case 0 -> {
                    kube.failNext(1 + random.nextInt(2));
                    informers.step();
                    controller.step();
                    kube.failNext(0);
                }
                case 1 -> {
                    informers = informers();
                    controller = controller();
                }
                case 2 -> kube.compact();
                case 3 -> {
                    kube.list(Scope.all(Resources.PODS)).items().stream()
                            .skip(random.nextInt(5))
                            .findFirst()
                            .ifPresent(pod -> kube.delete(Resources.PODS, pod.objectName(), Deletion.BACKGROUND));
                    isDisturbed = true;
                }
                case 4 -> {
                    settle();
                    wantedBefore = wanted;
                    wanted = 3 + random.nextInt(4);
                    KubeObject web = kube.find(Resources.REPLICA_SETS, WEB).orElseThrow();
                    kube.update(Resources.REPLICA_SETS, web.with(Json.of(wanted), "spec", "replicas"));
                    isDisturbed = true;
                }
                case 5, 6 -> informers.step();
                case 7 -> clock.advance(Duration.ofSeconds(1));
                default -> controller.step();
            }
            if (!isDisturbed) {
                // Until the controller hears of a new size, the one before counts. There is no such promise
                // downwards: whoever deletes a pod while it scales down takes one more than it knows of.
                int most = Math.max(before, Math.max(wanted, wantedBefore));
                assertThat(active()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(most);
            }
        }
        settle();
        assertThat(active()).as("seed %d", seed).isEqualTo(wanted);
    }

    private void settle() throws InterruptedException {
        kube.failNext(0);
        for (int i = 0; i < 100; i++) {
            while (informers.step() | controller.step()) {}
            clock.advance(Duration.ofSeconds(2));
        }
    }

    private int active() {
        return (int) kube.list(Scope.all(Resources.PODS)).items().stream()
                .filter(PodState::isActive)
                .count();
    }
}
