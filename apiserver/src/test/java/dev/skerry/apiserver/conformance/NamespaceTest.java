// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceTest extends ApiConformance {
    private static final String SPACE = "/api/v1/namespaces/space";

    @BeforeEach
    void create() throws Exception {
        Answer made = api.create("/api/v1/namespaces", "{'metadata':{'name':'space'}}")
                .is(201);
        assertThat(made.at("status", "phase").text()).isEqualTo("Active");
        assertThat(made.at("metadata", "labels", "kubernetes.io/metadata.name").text())
                .isEqualTo("space");
    }

    @Test
    @Conformance("Namespaces should patch a Namespace")
    void aPatchLabelsIt() throws Exception {
        api.patch(SPACE, ApiClient.STRATEGIC, "{'metadata':{'labels':{'testLabel':'testValue'}}}")
                .is(200);
        assertThat(api.read(SPACE).at("metadata", "labels", "testLabel").text()).isEqualTo("testValue");
    }

    @Test
    @Conformance("Namespaces should apply an update to a Namespace")
    void anUpdateLabelsIt() throws Exception {
        String current = api.read(SPACE).text();
        Answer updated = api.replace(SPACE, current.replace("\"labels\":{", "\"labels\":{\"space\":\"updated\","));
        assertThat(updated.is(200).at("metadata", "labels", "space").text()).isEqualTo("updated");
    }

    @Test
    @Conformance("Namespaces should apply changes to a namespace status")
    void itsStatusIsPatchedAndReplaced() throws Exception {
        assertThat(api.read(SPACE + "/status").is(200).at("status", "phase").text())
                .isEqualTo("Active");
        Answer patched = api.patch(
                SPACE + "/status",
                ApiClient.MERGE,
                "{'metadata':{'annotations':{'patched':'true'}},'status':{'conditions':["
                        + "{'type':'StatusPatch','status':'True','reason':'E2E','message':'m'}]}}");
        assertThat(patched.is(200).at("metadata", "annotations", "patched").text())
                .isEqualTo("true");
        assertThat(patched.at("status", "conditions").toString()).contains("StatusPatch");
        JsonObject changed = patched.body()
                .object()
                .withAt(
                        JsonReader.read("[{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"E2E\"}]"),
                        "status",
                        "conditions");
        Answer replaced = api.replace(SPACE + "/status", changed.toString()).is(200);
        assertThat(replaced.at("status", "conditions").toString())
                .contains("StatusUpdate")
                .doesNotContain("StatusPatch");
        assertThat(replaced.at("status", "phase").text()).isEqualTo("Active");
    }

    @Test
    @Conformance("Namespaces should apply a finalizer to a Namespace")
    void finalizersAreSetThroughTheirOwnDoor() throws Exception {
        String finalizer = "e2e.example.com/fakeFinalizer";
        JsonObject current = api.read(SPACE).body().object();
        JsonObject more =
                current.withAt(JsonReader.read("[\"kubernetes\",\"" + finalizer + "\"]"), "spec", "finalizers");
        assertThat(api.replace(SPACE, more.toString())
                        .is(200)
                        .at("spec", "finalizers")
                        .toString())
                .isEqualTo("[\"kubernetes\"]");
        Answer with = api.replace(SPACE + "/finalize", more.toString()).is(200);
        assertThat(with.at("spec", "finalizers").toString()).contains(finalizer);
        assertThat(api.read(SPACE).at("spec", "finalizers").toString()).contains(finalizer);
        JsonObject less = with.body().object().withAt(JsonReader.read("[\"kubernetes\"]"), "spec", "finalizers");
        api.replace(SPACE + "/finalize", less.toString()).is(200);
        assertThat(api.read(SPACE).at("spec", "finalizers").toString()).isEqualTo("[\"kubernetes\"]");
    }
}
