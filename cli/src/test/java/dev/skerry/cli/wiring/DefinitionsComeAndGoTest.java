// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionsComeAndGoTest extends WholeServer {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String LABELLED = DEFINITIONS + "?labelSelector=story%3Dtold";
    private static final String DEFINITION = """
            {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',\
            'metadata':{'name':'%1$ss.d.example','labels':{'story':'%2$s'}},\
            'spec':{'group':'d.example','scope':'Cluster','names':{'plural':'%1$ss','singular':'%1$s',\
            'kind':'%1$sKind','listKind':'%1$sKindList'},'versions':[{'name':'v1','served':true,'storage':true,\
            'schema':{'openAPIV3Schema':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}}]}}""";

    @Test
    @Conformance("CustomResourceDefinition resources Simple CustomResourceDefinition listing custom resource definition"
            + " objects works")
    void definitionsAreListedAndDeletedByTheirLabel() throws Exception {
        Map<String, Json> made = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            String kind = "thing" + i;
            Json definition = server.create(DEFINITIONS, DEFINITION.formatted(kind, "told"))
                    .is(201)
                    .body();
            made.put(definition.at("metadata", "name").text(), definition.at("spec"));
            server.await("/apis/d.example/v1/" + kind + "s", answer -> answer.code() == 200);
        }
        server.create(DEFINITIONS, DEFINITION.formatted("other", "untold")).is(201);
        server.await("/apis/d.example/v1/others", answer -> answer.code() == 200);

        var listed = server.read(LABELLED).is(200).items();
        assertThat(listed).hasSize(10);
        for (Json definition : listed) {
            assertThat(definition.at("spec"))
                    .isEqualTo(made.get(definition.at("metadata", "name").text()));
        }

        server.delete(LABELLED, "").is(200);
        server.awaitItems(LABELLED, 0);
        server.await(
                "/apis/d.example/v1",
                answer -> !answer.text().contains("\"things") && !answer.text().contains("thing0"));
        server.awaitGone("/apis/d.example/v1/thing0s");
        server.read(DEFINITIONS + "/others.d.example").is(200);
        server.read("/apis/d.example/v1/others").is(200);
    }
}
