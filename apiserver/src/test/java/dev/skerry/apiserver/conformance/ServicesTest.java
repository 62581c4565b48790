// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.apiserver.conformance.ResourceStory.Kind;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.api.Test;

/// Services and their endpoints as objects, those of the API server among them.
class ServicesTest extends ApiConformance {
    private static final Kind SERVICE = Kind.namespaced(
            "v1",
            "services",
            "Service",
            "'spec':{'type':'LoadBalancer','ports':[{'name':'http','port':80,'targetPort':80}]}");

    @Test
    @Conformance("Services should delete a collection of services")
    void servicesLiveAndGoTogether() throws Exception {
        new ResourceStory(api, SERVICE).tell("first", "second");
    }

    @Test
    @Conformance("Services should complete a service status lifecycle")
    void aStatusIsPatchedAndReplaced() throws Exception {
        String path = NAMESPACE + "/services/s";
        api.create(
                        NAMESPACE + "/services",
                        "{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer','ports':[{'port':80}]}}")
                .is(201);
        Answer patched = api.patch(
                path + "/status",
                ApiClient.MERGE,
                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'loadBalancer':{'ingress':[{'ip':'203.0.113.1'}]}}}");
        assertThat(patched.is(200)
                        .at("metadata", "annotations", "patchedstatus")
                        .text())
                .isEqualTo("true");
        assertThat(patched.at("status", "loadBalancer", "ingress").toString()).contains("203.0.113.1");
        assertThat(api.read(path + "/status")
                        .is(200)
                        .at("status", "loadBalancer")
                        .toString())
                .contains("203.0.113.1");
        Json condition =
                JsonReader.read("[{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"E2E\",\"message\":\"m\","
                        + "\"lastTransitionTime\":\"2026-01-02T03:04:05Z\"}]");
        Answer replaced = api.replace(
                path + "/status",
                patched.body()
                        .object()
                        .withAt(condition, "status", "conditions")
                        .toString());
        assertThat(replaced.is(200).at("status", "conditions").toString()).contains("StatusUpdate");
        api.patch(path, ApiClient.MERGE, "{'metadata':{'annotations':{'patched':'true'}}}")
                .is(200);
        assertThat(api.read(path).at("status", "conditions").toString()).contains("StatusUpdate");
        api.delete(path).is(200);
        api.read(path).is(404);
    }

    @Test
    void aPortAndAnAddressAreFreeAgainWhenTheirServiceIsGone() throws Exception {
        String service = "{'metadata':{'name':'%s'},'spec':{'type':'NodePort','clusterIP':'10.43.7.7',"
                + "'ports':[{'port':80,'nodePort':30999}]}}";
        String tried = NAMESPACE + "/services?dryRun=All";
        api.create(tried, service.formatted("tried")).is(201);
        api.create(NAMESPACE + "/services", service.formatted("first")).is(201);
        assertThat(api.create(NAMESPACE + "/services", service.formatted("second"))
                        .is(422)
                        .at("message")
                        .text())
                .contains("already allocated");
        api.delete(NAMESPACE + "/services/first").is(200);
        api.create(NAMESPACE + "/services", service.formatted("second")).is(201);
    }

    @Test
    @Conformance({
        "Services should find a service from listing all namespaces",
        "API Server should provide secure master service"
    })
    void theServersOwnServiceIsFound() throws Exception {
        assertThat(api.read("/api/v1/services").is(200).at("items").elements())
                .anyMatch(service -> service.at("metadata", "name").text().equals("kubernetes")
                        && service.at("metadata", "namespace").text().equals("default"));
        assertThat(api.read(NAMESPACE + "/services/kubernetes")
                        .at("spec", "ports")
                        .toString())
                .contains("\"port\":443", "\"name\":\"https\"");
    }

    @Test
    @Conformance("Endpoints should test the lifecycle of an Endpoint")
    void endpointsLive() throws Exception {
        var kind = Kind.namespaced(
                "v1",
                "endpoints",
                "Endpoints",
                "'subsets':[{'addresses':[{'ip':'10.0.0.24'}],'ports':[{'name':'http','port':80}]}]");
        new ResourceStory(api, kind).tell("first", "second");
        api.create(NAMESPACE + "/endpoints", "{'metadata':{'name':'e'}}").is(201);
        Answer patched = api.patch(
                NAMESPACE + "/endpoints/e",
                ApiClient.STRATEGIC,
                "{'subsets':[{'addresses':[{'ip':'10.0.0.25'}],'ports':[{'name':'http','port':8080}]}]}");
        assertThat(patched.is(200).at("subsets").toString()).contains("10.0.0.25", "8080");
    }
}
