// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Resources;
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
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotaControllerTest {
    private static final GroupVersionResource QUOTAS = new GroupVersionResource("", "v1", "resourcequotas");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Random random = new Random(1);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final ControllerParts parts = new ControllerParts(
            _ -> kube, informers, new EventOutbox(kube, clock, random, new Metrics()), clock, random, new Metrics());
    private final Controller controller = QuotaController.wire(parts);

    @Test
    void whatIsUsedIsCountedAndGivenBack() throws Exception {
        kube.create(
                QUOTAS,
                object("ResourceQuota", "q").with(JsonObject.of("pods", "5", "configmaps", "2"), "spec", "hard"));
        settle();
        assertThat(used()).isEqualTo(JsonObject.of("configmaps", "0", "pods", "0"));

        kube.create(Resources.PODS, object("Pod", "p"));
        kube.create(Resources.CONFIG_MAPS, object("ConfigMap", "c"));
        settle();
        assertThat(used()).isEqualTo(JsonObject.of("configmaps", "1", "pods", "1"));

        kube.delete(Resources.PODS, new ObjectName("plant", "p"), Deletion.BACKGROUND);
        settle();
        assertThat(used()).isEqualTo(JsonObject.of("configmaps", "1", "pods", "0"));
    }

    @Test
    void whatNoCacheFollowsIsCountedInTheNextRound() throws Exception {
        kube.create(QUOTAS, object("ResourceQuota", "q").with(JsonObject.of("secrets", "5"), "spec", "hard"));
        settle();
        kube.create(Resources.SECRETS, object("Secret", "s"));
        settle();
        assertThat(used()).isEqualTo(JsonObject.of("secrets", "0"));
        clock.sleep(controller.untilNext().orElseThrow());
        settle();
        assertThat(used()).isEqualTo(JsonObject.of("secrets", "1"));
    }

    /// The server books before it writes: who counts in between sees the booking and not yet the object.
    @Test
    void aBookingIsNotTakenBackWhileItsObjectIsBeingWritten() throws Exception {
        kube.create(QUOTAS, object("ResourceQuota", "q").with(JsonObject.of("pods", "5"), "spec", "hard"));
        settle();
        KubeObject quota = kube.find(QUOTAS, new ObjectName("plant", "q")).orElseThrow();
        kube.updateSubresource(QUOTAS, "status", quota.with(JsonObject.of("pods", "1"), "status", "used"));
        settle();
        assertThat(used()).isEqualTo(JsonObject.of("pods", "1"));

        // Nothing came of it.
        clock.sleep(controller.untilNext().orElseThrow());
        settle();
        assertThat(used()).isEqualTo(JsonObject.of("pods", "0"));
    }

    private static KubeObject object(String kind, String name) {
        return KubeObject.of(new GroupVersionKind("", "v1", kind), new ObjectName("plant", name));
    }

    private JsonObject used() {
        return kube.find(QUOTAS, new ObjectName("plant", "q"))
                .orElseThrow()
                .at("status", "used")
                .object();
    }

    private void settle() throws InterruptedException {
        int moves = 0;
        while (informers.step() | controller.step()) {
            assertThat(++moves).as("it comes to rest").isLessThan(1_000);
        }
    }
}
