// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DefinitionCleanupTest {
    private static final GroupVersionResource DEFINITIONS =
            new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static final GroupVersionResource PUMPS = new GroupVersionResource("plant.example", "v1", "pumps");
    private static final ObjectName DEFINITION = ObjectName.cluster("pumps.plant.example");
    private static final ObjectName PUMP = new ObjectName("default", "p");

    private final ManualClock clock = new ManualClock();
    private final Random random = new Random(1);
    private final FakeKube kube = new FakeKube(clock);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final EventOutbox outbox = new EventOutbox(kube, clock, random, new Metrics());
    private final Controller controller =
            DefinitionCleanup.wire(new ControllerParts(_ -> kube, informers, outbox, clock, random, new Metrics()));

    @Test
    void aDefinitionGoesAfterItsObjects() throws InterruptedException {
        kube.create(DEFINITIONS, definition("True"));
        kube.create(PUMPS, pump().withFinalizers(List.of("plant.example/drain")));
        settle();
        kube.delete(DEFINITIONS, DEFINITION, Deletion.background(""));
        settle();
        assertThat(kube.find(PUMPS, PUMP))
                .hasValueSatisfying(pump -> assertThat(pump.isBeingDeleted()).isTrue());
        assertThat(kube.find(DEFINITIONS, DEFINITION)).isPresent();

        kube.update(PUMPS, kube.find(PUMPS, PUMP).orElseThrow().withFinalizers(List.of()));
        clock.advance(Duration.ofSeconds(2));
        settle();
        assertThat(kube.find(PUMPS, PUMP)).isEmpty();
        assertThat(kube.find(DEFINITIONS, DEFINITION)).isEmpty();
    }

    @Test
    void objectsAreLookedForInTheVersionThatTheyAreStoredIn() throws InterruptedException {
        kube.create(DEFINITIONS, definition("True", true));
        var stored = new GroupVersionResource("plant.example", "v2", "pumps");
        kube.create(stored, KubeObject.of(new GroupVersionKind("plant.example", "v2", "Pump"), PUMP));
        kube.delete(DEFINITIONS, DEFINITION, Deletion.background(""));
        settle();
        assertThat(kube.find(stored, PUMP)).isEmpty();
        assertThat(kube.find(DEFINITIONS, DEFINITION)).isEmpty();
    }

    @Test
    void aDefinitionWhoseNamesWereNotAcceptedTouchesNobodysObjects() throws InterruptedException {
        kube.create(DEFINITIONS, definition("False"));
        kube.create(PUMPS, pump());
        kube.delete(DEFINITIONS, DEFINITION, Deletion.background(""));
        settle();
        assertThat(kube.find(DEFINITIONS, DEFINITION)).isEmpty();
        assertThat(kube.find(PUMPS, PUMP)).isPresent();
    }

    private void settle() throws InterruptedException {
        boolean hasMoved = true;
        while (hasMoved) {
            hasMoved = informers.step() | controller.step();
        }
    }

    private static KubeObject pump() {
        return KubeObject.of(new GroupVersionKind("plant.example", "v1", "Pump"), PUMP);
    }

    private static KubeObject definition(String established) {
        return definition(established, false);
    }

    /// @param storage whether objects are stored in the second version
    private static KubeObject definition(String established, boolean storage) {
        return new KubeObject(
                JsonReader.read("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "pumps.plant.example",
                  "finalizers": ["customresourcecleanup.apiextensions.k8s.io"]},
                 "spec": {"group": "plant.example", "versions": [{"name": "v1", "served": true},
                  {"name": "v2", "served": true, "storage": %s}]},
                 "status": {"acceptedNames": {"plural": "pumps"},
                  "conditions": [{"type": "Established", "status": "%s"}]}}""".formatted(storage, established)).object());
    }
}
