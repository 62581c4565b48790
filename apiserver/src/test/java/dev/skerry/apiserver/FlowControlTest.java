// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Priority and fairness as those see it who ask over a real connection.
class FlowControlTest {
    private static final String FLOWS = "/apis/flowcontrol.apiserver.k8s.io/v1/";

    private TestServer server;
    private Api admin;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        admin = Api.of(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theAnswerNamesTheSchemaAndTheLevelOfItsRequest() throws Exception {
        var answer = admin.send("GET", "/api/v1/namespaces", "", "");
        assertThat(answer.headers().firstValue("x-kubernetes-pf-flowschema-uid"))
                .contains(admin.get(FLOWS + "flowschemas/exempt")
                        .at("metadata", "uid")
                        .text());
        assertThat(answer.headers().firstValue("x-kubernetes-pf-prioritylevel-uid"))
                .contains(admin.get(FLOWS + "prioritylevelconfigurations/exempt")
                        .at("metadata", "uid")
                        .text());
        var stranger = admin.withToken("stranger").send("GET", "/version", "", "");
        assertThat(stranger.headers().firstValue("x-kubernetes-pf-flowschema-uid"))
                .contains(admin.get(FLOWS + "flowschemas/global-default")
                        .at("metadata", "uid")
                        .text());
    }

    @Test
    void aClusterBeginsWithEightLevelsAndThirteenSchemas() throws Exception {
        assertThat(admin.get(FLOWS + "prioritylevelconfigurations").at("items").elements())
                .hasSize(8);
        assertThat(admin.get(FLOWS + "flowschemas").at("items").elements()).hasSize(13);
    }

    @Test
    void aLevelWithoutSeatsSendsItsRequestsAway() throws Exception {
        admin.post(
                FLOWS + "prioritylevelconfigurations",
                "{'metadata':{'name':'none'},'spec':{'type':'Limited','limited':{'nominalConcurrencyShares':0,"
                        + "'limitResponse':{'type':'Reject'}}}}");
        admin.post(
                FLOWS + "flowschemas",
                "{'metadata':{'name':'strangers'},'spec':{'priorityLevelConfiguration':{'name':'none'},"
                        + "'matchingPrecedence':10,'rules':[{'subjects':[{'kind':'User','user':{'name':'stranger'}}],"
                        + "'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['*']}]}]}}");
        var refused = admin.withToken("stranger").send("GET", "/version", "", "");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(refused.body()).contains("\"reason\":\"TooManyRequests\"");
        admin.get("/version");
        admin.delete(FLOWS + "flowschemas/strangers");
        assertThat(admin.withToken("stranger").send("GET", "/version", "", "").statusCode())
                .isEqualTo(200);
    }
}
