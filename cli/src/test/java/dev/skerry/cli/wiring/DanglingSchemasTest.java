// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DanglingSchemasTest extends WholeServer {
    private static final String FLOWS = "/apis/flowcontrol.apiserver.k8s.io/v1/";
    private static final String SCHEMA = FLOWS + "flowschemas/reports";

    @Test
    void aSchemaSaysWhetherItsLevelExists() throws Exception {
        server.await(
                FLOWS + "flowschemas",
                schemas -> schemas.items().stream()
                        .allMatch(schema ->
                                schema.at("status", "conditions").toString().contains("\"status\":\"False\"")));
        server.create(
                        FLOWS + "flowschemas",
                        "{'metadata':{'name':'reports'},'spec':{'priorityLevelConfiguration':{'name':'reports'}},"
                                + "'status':{'conditions':[{'type':'Mine','status':'True'}]}}")
                .is(201);
        var dangling = server.await(SCHEMA, answer -> answer.text().contains("\"reason\":\"NotFound\""));
        assertThat(dangling.at("status", "conditions").toString())
                .contains("This FlowSchema references the PriorityLevelConfiguration object named \\\"reports\\\""
                        + " but there is no such object");
        server.create(
                        FLOWS + "prioritylevelconfigurations",
                        "{'metadata':{'name':'reports'},'spec':{'type':'Limited','limited':{"
                                + "'nominalConcurrencyShares':2,'limitResponse':{'type':'Reject'}}}}")
                .is(201);
        server.await(SCHEMA, answer -> answer.text().contains("and it exists"));
        server.delete(FLOWS + "prioritylevelconfigurations/reports", "").is(200);
        server.await(SCHEMA, answer -> answer.text().contains("\"reason\":\"NotFound\""));
    }
}
