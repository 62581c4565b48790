// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.foundation.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DiscoveryTest extends ApiConformance {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList";
    private static final List<String> EXPECTED = List.of(
            "admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            "apiextensions.k8s.io/v1/customresourcedefinitions",
            "apiregistration.k8s.io/v1/apiservices",
            "apps/v1/deployments",
            "authentication.k8s.io/v1/tokenreviews",
            "authorization.k8s.io/v1/selfsubjectaccessreviews",
            "autoscaling/v1/horizontalpodautoscalers",
            "autoscaling/v2/horizontalpodautoscalers",
            "batch/v1/jobs",
            "certificates.k8s.io/v1/certificatesigningrequests",
            "coordination.k8s.io/v1/leases",
            "discovery.k8s.io/v1/endpointslices",
            "events.k8s.io/v1/events",
            "networking.k8s.io/v1/ingresses",
            "node.k8s.io/v1/runtimeclasses",
            "policy/v1/poddisruptionbudgets",
            "scheduling.k8s.io/v1/priorityclasses",
            "storage.k8s.io/v1/csinodes");

    @Test
    @Conformance("Discovery should validate PreferredVersion for each APIGroup")
    void thePreferredVersionIsOneOfTheGroups() throws Exception {
        List<Json> groups = api.read("/apis").is(200).at("groups").elements();
        assertThat(groups).isNotEmpty();
        for (Json group : groups) {
            Answer alone = api.read("/apis/" + group.at("name").text()).is(200);
            assertThat(alone.at("versions").elements().stream()
                            .map(version -> version.at("groupVersion").text()))
                    .contains(alone.at("preferredVersion", "groupVersion").text());
        }
    }

    @Test
    @Conformance("Discovery should locate the groupVersion and a resource within each APIGroup")
    void everyGroupListsItsResources() throws Exception {
        assertThat(resources(api.read("/api/v1").is(200))).contains("namespaces");
        List<String> groups = api.read("/apis").at("groups").elements().stream()
                .map(group -> group.at("name").text())
                .toList();
        for (String expected : EXPECTED) {
            String[] parts = expected.split("/");
            assertThat(groups).contains(parts[0]);
            Answer list = api.read("/apis/" + parts[0] + "/" + parts[1]).is(200);
            assertThat(list.at("groupVersion").text()).isEqualTo(parts[0] + "/" + parts[1]);
            assertThat(resources(list)).contains(parts[2]);
        }
    }

    @Test
    @Conformance({
        "AggregatedDiscovery should support raw aggregated discovery endpoint Accept headers",
        "AggregatedDiscovery should support aggregated discovery interface"
    })
    void allGroupsComeInOneAnswer() throws Exception {
        for (String version : List.of("v2", "v2beta1")) {
            assertThat(aggregated("/apis", version)).containsAll(EXPECTED);
            assertThat(aggregated("/api", version)).contains("/v1/namespaces");
        }
        // The client's library asks for the newest form, then older ones, and reads which one it was given.
        String asked = AGGREGATED.formatted("v2") + "," + AGGREGATED.formatted("v2beta1") + ",application/json";
        Answer answer = api.readAs("/apis", asked).is(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow())
                .contains("as=APIGroupDiscoveryList", "g=apidiscovery.k8s.io", "v=v2");
    }

    @Test
    @Conformance({
        "AggregatedDiscovery should support raw aggregated discovery request for CRDs",
        "AggregatedDiscovery should support aggregated discovery interface for CRDs"
    })
    void customResourcesComeWithThem() throws Exception {
        api.create(Definitions.PATH, Definitions.open("group.example", "testcrds", "testcrd"))
                .is(201);
        assertThat(aggregated("/apis", "v2")).contains("group.example/v1/testcrds");
        assertThat(aggregated("/apis", "v2beta1")).contains("group.example/v1/testcrds");
    }

    @Test
    @Conformance(
            "CustomResourceDefinition resources should include custom resource definition resources in discovery documents")
    void definitionsAreFoundStepByStep() throws Exception {
        Json group = api.read("/apis").is(200).at("groups").elements().stream()
                .filter(one -> one.at("name").text().equals("apiextensions.k8s.io"))
                .findFirst()
                .orElseThrow();
        assertThat(group.at("versions").toString()).contains("\"groupVersion\":\"apiextensions.k8s.io/v1\"");
        assertThat(api.read("/apis/apiextensions.k8s.io").is(200).at("versions").toString())
                .contains("\"version\":\"v1\"");
        assertThat(resources(api.read("/apis/apiextensions.k8s.io/v1").is(200))).contains("customresourcedefinitions");
    }

    private static List<String> resources(Answer list) {
        return list.at("resources").elements().stream()
                .map(resource -> resource.at("name").text())
                .toList();
    }

    private Set<String> aggregated(String path, String version) throws IOException, InterruptedException {
        Answer answer = api.readAs(path, AGGREGATED.formatted(version)).is(200);
        assertThat(answer.at("kind").text()).isEqualTo("APIGroupDiscoveryList");
        assertThat(answer.at("apiVersion").text()).isEqualTo("apidiscovery.k8s.io/" + version);
        return answer.at("items").elements().stream()
                .flatMap(group -> group.at("versions").elements().stream()
                        .flatMap(one -> one.at("resources").elements().stream()
                                .map(resource -> group.at("metadata", "name").text() + "/"
                                        + one.at("version").text() + "/"
                                        + resource.at("resource").text())))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
