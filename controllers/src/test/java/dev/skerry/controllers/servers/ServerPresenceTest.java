// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Several servers over one store, each with its own look at it.
class ServerPresenceTest {
    private static final GroupVersionResource ENDPOINTS = new GroupVersionResource("", "v1", "endpoints");
    private static final ObjectName NAME = new ObjectName("default", "kubernetes");
    private static final Duration TURN = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final ServerPresence first = server("10.0.0.1");
    private final ServerPresence second = server("10.0.0.2");

    @Test
    void aServerAloneIsTheEndpointAndWritesOnce() {
        first.turn();
        assertThat(addresses()).containsExactly("10.0.0.1");
        String before = versions();
        pass(first, 30);
        assertThat(versions()).isEqualTo(before);
        assertThat(leases()).hasSize(1);
    }

    @Test
    void bothFormsSayTheSame() {
        first.turn();
        second.turn();
        KubeObject endpoints = kube.find(ENDPOINTS, NAME).orElseThrow();
        assertThat(endpoints.at("subsets"))
                .hasToString("[{\"addresses\":[{\"ip\":\"10.0.0.1\"},{\"ip\":\"10.0.0.2\"}],"
                        + "\"ports\":[{\"name\":\"https\",\"port\":6443,\"protocol\":\"TCP\"}]}]");
        assertThat(endpoints.labels()).containsEntry("endpointslice.kubernetes.io/skip-mirror", "true");
        KubeObject slice = slices().getFirst();
        assertThat(slice.objectName()).isEqualTo(NAME);
        assertThat(slice.labels()).containsEntry("kubernetes.io/service-name", "kubernetes");
        assertThat(slice.at("addressType").text()).isEqualTo("IPv4");
        assertThat(slice.at("endpoints"))
                .hasToString("[{\"addresses\":[\"10.0.0.1\"],\"conditions\":{\"ready\":true}},"
                        + "{\"addresses\":[\"10.0.0.2\"],\"conditions\":{\"ready\":true}}]");
        assertThat(slice.at("ports"))
                .isEqualTo(endpoints.at("subsets").elements().getFirst().at("ports"));
    }

    @Test
    void whoIsLongAloneIsNotTakenForDeadByANewcomer() {
        first.turn();
        pass(first, 100);
        second.turn();
        assertThat(addresses()).containsExactly("10.0.0.1", "10.0.0.2");
        for (int i = 0; i < 10; i++) {
            clock.advance(TURN);
            first.turn();
            second.turn();
            assertThat(addresses()).containsExactly("10.0.0.1", "10.0.0.2");
        }
    }

    @Test
    void aServerThatDiesIsMissedWithinFiveTurnsAndOneThatLeavesAtTheNext() {
        first.turn();
        second.turn();
        pass(first, 4);
        assertThat(addresses()).containsExactly("10.0.0.1", "10.0.0.2");
        pass(first, 1);
        assertThat(addresses()).containsExactly("10.0.0.1");
        assertThat(leases()).hasSize(1);

        second.turn();
        assertThat(addresses()).containsExactly("10.0.0.1", "10.0.0.2");
        second.leave();
        first.turn();
        assertThat(addresses()).containsExactly("10.0.0.1");
    }

    @Test
    void whatIsDestroyedIsMendedAndWhatPeopleAddedStays() {
        first.turn();
        kube.update(ENDPOINTS, kube.find(ENDPOINTS, NAME).orElseThrow().withAnnotation("mine", "yes"));
        kube.update(ENDPOINTS, kube.find(ENDPOINTS, NAME).orElseThrow().with(Json.of(List.of()), "subsets"));
        kube.delete(Resources.ENDPOINT_SLICES, NAME, Deletion.BACKGROUND);
        first.turn();
        assertThat(addresses()).containsExactly("10.0.0.1");
        assertThat(slices()).hasSize(1);
        assertThat(kube.find(ENDPOINTS, NAME).orElseThrow().annotations()).containsEntry("mine", "yes");
    }

    @Test
    void serversOfAnotherFamilyOrPortHaveASliceOfTheirOwn() {
        var third = new ServerPresence(kube, () -> new ServerAddress("fd00::3", 6443), clock);
        first.turn();
        third.turn();
        assertThat(slices().stream().map(KubeObject::name)).containsExactly("kubernetes", "kubernetes-2");
        assertThat(slices().getLast().at("addressType").text()).isEqualTo("IPv6");
        third.leave();
        first.turn();
        assertThat(slices().stream().map(KubeObject::name)).containsExactly("kubernetes");
    }

    @Test
    void theServiceLeadsToTheServersPort() {
        JsonObject port = JsonObject.of("name", "https", "port", 443, "targetPort", 1);
        kube.create(
                Resources.SERVICES,
                KubeObject.of(new GroupVersionKind("", "v1", "Service"), NAME)
                        .with(JsonArray.of(port), "spec", "ports"));
        first.turn();
        assertThat(kube.find(Resources.SERVICES, NAME).orElseThrow().at("spec", "ports"))
                .isEqualTo(JsonArray.of(port.with("targetPort", 6443)));
    }

    @Test
    void aFailureIsMadeUpForAtTheNextTurn() {
        kube.failNext(1);
        first.turn();
        assertThat(kube.find(ENDPOINTS, NAME)).isEmpty();
        first.turn();
        assertThat(addresses()).containsExactly("10.0.0.1");
    }

    private ServerPresence server(String host) {
        return new ServerPresence(kube, () -> new ServerAddress(host, 6443), clock);
    }

    private void pass(ServerPresence server, int turns) {
        for (int i = 0; i < turns; i++) {
            clock.advance(TURN);
            server.turn();
        }
    }

    private List<String> addresses() {
        return kube.find(ENDPOINTS, NAME).orElseThrow().at("subsets").elements().stream()
                .flatMap(subset -> subset.at("addresses").elements().stream())
                .map(address -> address.at("ip").text())
                .toList();
    }

    private List<KubeObject> slices() {
        return kube.list(Scope.all(Resources.ENDPOINT_SLICES)).items();
    }

    private List<KubeObject> leases() {
        return kube.list(Scope.all(Resources.LEASES)).items();
    }

    private String versions() {
        return slices().getFirst().resourceVersion()
                + kube.find(ENDPOINTS, NAME).orElseThrow().resourceVersion()
                + leases().getFirst().resourceVersion();
    }
}
