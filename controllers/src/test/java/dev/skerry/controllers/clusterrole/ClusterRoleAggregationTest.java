// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.clusterrole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterRoleAggregationTest {
    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Random random = new Random(1);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final ControllerParts parts = new ControllerParts(
            _ -> kube, informers, new EventOutbox(kube, clock, random, new Metrics()), clock, random, new Metrics());
    private final dev.skerry.client.controller.Controller controller = ClusterRoleAggregation.wire(parts);

    @Test
    void aSumFollowsWhatItIsMadeOf() throws Exception {
        kube.create(Resources.CLUSTER_ROLES, sum("edit", "to-edit").withLabel("to-admin", "true"));
        kube.create(Resources.CLUSTER_ROLES, sum("admin", "to-admin"));
        kube.create(Resources.CLUSTER_ROLES, part("b", "to-edit", "pods"));
        kube.create(Resources.CLUSTER_ROLES, part("a", "to-edit", "secrets"));
        kube.create(Resources.CLUSTER_ROLES, part("c", "to-admin", "pods"));
        settle();
        assertThat(resources("edit")).containsExactly("secrets", "pods");
        assertThat(resources("admin")).as("the same rule stands once").containsExactly("pods", "secrets");

        kube.create(Resources.CLUSTER_ROLES, part("d", "to-edit", "crontabs"));
        settle();
        assertThat(resources("admin")).as("through the sum in between").contains("crontabs");

        kube.delete(Resources.CLUSTER_ROLES, ObjectName.cluster("a"), Deletion.BACKGROUND);
        settle();
        assertThat(resources("edit")).containsExactly("pods", "crontabs");
    }

    @Test
    void aRoleThatIsItsOwnSourceComesToRest() throws Exception {
        kube.create(Resources.CLUSTER_ROLES, sum("one", "x").withLabel("x", "true"));
        kube.create(Resources.CLUSTER_ROLES, sum("two", "x").withLabel("x", "true"));
        kube.create(Resources.CLUSTER_ROLES, part("p", "x", "pods"));
        settle();
        assertThat(resources("one")).containsExactly("pods");
        assertThat(resources("two")).containsExactly("pods");
    }

    @Test
    void whatPeopleWriteIntoASumIsReplaced() throws Exception {
        var mine = JsonArray.of(JsonObject.of("verbs", List.of("get"), "resources", List.of("nodes")));
        kube.create(Resources.CLUSTER_ROLES, sum("view", "to-view").with(mine, "rules"));
        kube.create(Resources.CLUSTER_ROLES, role("plain").with(mine, "rules"));
        settle();
        assertThat(resources("view")).isEmpty();
        assertThat(resources("plain")).containsExactly("nodes");
    }

    private void settle() throws InterruptedException {
        int moves = 0;
        while (informers.step() | controller.step()) {
            assertThat(++moves).as("it comes to rest").isLessThan(1_000);
        }
    }

    private List<String> resources(String role) {
        return kube
                .find(Resources.CLUSTER_ROLES, ObjectName.cluster(role))
                .orElseThrow()
                .at("rules")
                .elements()
                .stream()
                .flatMap(rule -> rule.at("resources").elements().stream())
                .map(Json::text)
                .toList();
    }

    private static KubeObject sum(String name, String label) {
        var selector = JsonObject.of("matchLabels", JsonObject.of(label, "true"));
        return role(name).with(JsonObject.of("clusterRoleSelectors", JsonArray.of(selector)), "aggregationRule");
    }

    private static KubeObject part(String name, String label, String resource) {
        var rule = JsonObject.of("verbs", List.of("get"), "resources", List.of(resource));
        return role(name).withLabel(label, "true").with(JsonArray.of(rule), "rules");
    }

    private static KubeObject role(String name) {
        return KubeObject.of(
                new GroupVersionKind("rbac.authorization.k8s.io", "v1", "ClusterRole"), ObjectName.cluster(name));
    }
}
