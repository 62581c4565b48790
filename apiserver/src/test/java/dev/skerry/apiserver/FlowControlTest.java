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

    @Test
    void peopleSeeWhatWaitsAtWhichLevel() throws Exception {
        String levels = dump("dump_priority_levels");
        assertThat(levels.lines().findFirst())
                .contains("PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests");
        assertThat(levels).containsPattern("(?m)^exempt, +<none>, +<none>, +<none>, +<none>, +<none>$");
        assertThat(levels).containsPattern("(?m)^workload-low, +0, +true, +false, +0, +0$");
        assertThat(dump("dump_queues").lines().filter(line -> line.startsWith("leader-election,")))
                .hasSize(16);
        assertThat(dump("dump_requests").lines()).hasSize(1);
        assertThat(dump("dump_requests?includeRequestDetails=1")).contains("AdditionalLatency, UserName, Verb,");
        admin.withToken("stranger").expect(403, "GET", "/debug/api_priority_and_fairness/dump_queues", "", "");
    }

    @Test
    void theMetricsTellOfEachLevel() throws Exception {
        admin.withToken("stranger").get("/version");
        String metrics = admin.send("GET", "/metrics", "", "").body();
        assertThat(metrics)
                .contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"catch-all\"} 13")
                .contains("apiserver_flowcontrol_current_executing_seats{priority_level=\"global-default\"} 0")
                .containsPattern("apiserver_flowcontrol_dispatched_requests_total\\{flow_schema=\"global-default\","
                        + "priority_level=\"global-default\"} [1-9]")
                .contains("apiserver_flowcontrol_request_wait_duration_seconds_count{execute=\"true\","
                        + "flow_schema=\"global-default\",priority_level=\"global-default\"}");
    }

    private String dump(String name) throws Exception {
        var answer = admin.send("GET", "/debug/api_priority_and_fairness/" + name, "", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
