// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ApiEndpointsTest extends WholeServer {
    private static final String SLICES =
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dkubernetes";

    @Test
    @Conformance("API Server should have Endpoints and EndpointSlices pointing to API Server")
    void theServiceOfTheApiHasTheServerBehindIt() throws Exception {
        Json service = server.read("/api/v1/namespaces/default/services/kubernetes")
                .is(200)
                .body();
        Json endpoints = server.read("/api/v1/namespaces/default/endpoints/kubernetes")
                .is(200)
                .body();
        Json subset = only(endpoints.at("subsets"));
        Json slice = only(server.read(SLICES).is(200).at("items"));
        var address = URI.create(server.address());
        assertThat(only(subset.at("addresses")).at("ip").text()).isEqualTo(address.getHost());
        assertThat(only(only(slice.at("endpoints")).at("addresses")).text()).isEqualTo(address.getHost());
        assertThat(only(subset.at("ports")).at("port").longOr(0)).isEqualTo(address.getPort());
        assertThat(slice.at("ports")).isEqualTo(subset.at("ports"));
        assertThat(only(service.at("spec", "ports")).at("targetPort").longOr(0)).isEqualTo(address.getPort());
    }

    private static Json only(Json list) {
        assertThat(list.elements()).hasSize(1);
        return list.elements().getFirst();
    }
}
