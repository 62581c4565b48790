// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Owners whose kind is defined while the collector runs: an operator installs its definition, and its first
/// object may be gone before the collector has heard of the kind.
class GarbageCollectorTest {
    private static final GroupVersionResource DEFINITIONS =
            new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static final ObjectName SETTINGS = new ObjectName("default", "settings");

    private final ManualClock clock = new ManualClock();
    private final Random random = new Random(1);
    private final FakeKube kube = new FakeKube(clock);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final EventOutbox outbox = new EventOutbox(kube, clock, random, new Metrics());
    private final GarbageCollector collector =
            new GarbageCollector(new ControllerParts(_ -> kube, informers, outbox, clock, random, new Metrics()));

    @BeforeEach
    void aServerWithoutPumpsWhereSomethingBelongsToOne() throws InterruptedException {
        serve("/api/v1", "configmaps", "ConfigMap", true);
        serve("/apis/apiextensions.k8s.io/v1", "customresourcedefinitions", "CustomResourceDefinition", false);
        groups("apiextensions.k8s.io/v1");
        var owner = new OwnerReference("plant.example/v1", "Pump", "p", "uid-of-p", false, true);
        kube.create(
                Resources.CONFIG_MAPS,
                KubeObject.of(new GroupVersionKind("", "v1", "ConfigMap"), SETTINGS)
                        .withOwners(List.of(owner)));
        settle();
        assertThat(kube.find(Resources.CONFIG_MAPS, SETTINGS)).isPresent();
    }

    @Test
    void anOwnerThatWentBeforeItsKindWasKnownIsMissedAtOnce() throws InterruptedException {
        servePumps();
        kube.create(
                DEFINITIONS,
                KubeObject.of(
                        new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition"),
                        ObjectName.cluster("pumps.plant.example")));
        settle();
        assertThat(kube.find(Resources.CONFIG_MAPS, SETTINGS)).isEmpty();
    }

    @Test
    void andInTimeWhereNoDefinitionTells() throws InterruptedException {
        servePumps();
        settle();
        assertThat(kube.find(Resources.CONFIG_MAPS, SETTINGS)).isPresent();
        clock.advance(Duration.ofSeconds(31));
        settle();
        assertThat(kube.find(Resources.CONFIG_MAPS, SETTINGS)).isEmpty();
    }

    private void servePumps() {
        serve("/apis/plant.example/v1", "pumps", "Pump", true);
        groups("apiextensions.k8s.io/v1", "plant.example/v1");
    }

    private void serve(String path, String resource, String kind, boolean isNamespaced) {
        kube.document(path, JsonReader.read("""
                {"resources": [{"name": "%s", "kind": "%s", "namespaced": %s,
                 "verbs": ["list", "watch", "delete"]}]}""".formatted(resource, kind, isNamespaced)));
    }

    private void groups(String... versions) {
        var groups = List.of(versions).stream()
                .map("{\"preferredVersion\": {\"groupVersion\": \"%s\"}}"::formatted)
                .toList();
        kube.document("/apis", JsonReader.read("{\"groups\": " + groups + "}"));
    }

    private void settle() throws InterruptedException {
        boolean hasMoved = true;
        while (hasMoved) {
            hasMoved = informers.step() | collector.step();
        }
    }
}
