// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.api.Test;

class DefinitionsTest extends ApiConformance {
    private static final String THINGS = "/apis/d.example/v1/things";
    private static final String DEFINITION = Definitions.PATH + "/things.d.example";

    @Test
    @Conformance(
            "CustomResourceDefinition resources Simple CustomResourceDefinition getting/updating/patching custom resource"
                    + " definition status sub-resource works")
    void theStatusHasItsDoor() throws Exception {
        api.create(Definitions.PATH, Definitions.open("d.example", "things", "Thing"))
                .is(201);
        Answer status = api.read(DEFINITION + "/status").is(200);
        assertThat(status.at("status", "conditions").toString()).contains("Established");
        Json condition = JsonReader.read(
                "{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"E2E\",\"message\":\"Set by e2e test\"}");
        var conditions =
                new java.util.ArrayList<>(status.at("status", "conditions").elements());
        conditions.add(condition);
        Answer updated = api.replace(
                DEFINITION + "/status",
                status.body()
                        .object()
                        .withAt(Json.of(conditions), "status", "conditions")
                        .toString());
        assertThat(updated.is(200).at("status", "conditions").toString()).contains("StatusUpdate");
        Answer patched = api.patch(
                DEFINITION + "/status",
                ApiClient.JSON_PATCH,
                "[{'op':'add','path':'/status/conditions','value':"
                        + updated.at("status", "conditions").toString().replace("StatusUpdate", "StatusPatch") + "}]");
        assertThat(patched.is(200).at("status", "conditions").toString()).contains("StatusPatch");
    }

    /// Upstream's test sends conditions that have nothing but a message.
    @Test
    @Conformance(
            "CustomResourceDefinition resources Simple CustomResourceDefinition getting/updating/patching custom resource"
                    + " definition status sub-resource works")
    void theStatusTakesConditionsThatSayLittle() throws Exception {
        api.create(Definitions.PATH, Definitions.open("d.example", "things", "Thing"))
                .is(201);
        Answer status = api.read(DEFINITION + "/status").is(200);
        assertThat(status.at("spec")).isEqualTo(api.read(DEFINITION).at("spec"));
        String bare = "{\"type\":\"\",\"status\":\"\",\"lastTransitionTime\":null,\"message\":\"updated\"}";
        String body = status.text().replace("\"conditions\":[", "\"conditions\":[" + bare + ",");
        Answer updated = api.replace(DEFINITION + "/status", body).is(200);
        assertThat(updated.at("status", "conditions").toString()).contains("updated", "Established");
        Answer patched = api.patch(
                        DEFINITION + "/status",
                        ApiClient.JSON_PATCH,
                        "[{'op':'add','path':'/status/conditions','value':[{'message':'patched'}]}]")
                .is(200);
        assertThat(patched.at("status", "conditions").toString()).contains("patched");
    }

    @Test
    @Conformance("CustomResourceDefinition resources custom resource defaulting for requests and from storage works")
    void defaultsReachWhatIsStoredAndWhatIsSent() throws Exception {
        String plain = "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}}}";
        api.create(
                        Definitions.PATH,
                        Definitions.of("d.example", "things", "Thing", Definitions.version("v1", true, plain)))
                .is(201);
        api.create(THINGS, thing("old")).is(201);
        assertThat(api.read(THINGS + "/old").at("a").isNull()).isTrue();
        defaults("[{'op':'add','path':'/spec/versions/0/schema/openAPIV3Schema/properties/a/default','value':'A'},"
                + "{'op':'add','path':'/spec/versions/0/schema/openAPIV3Schema/properties/b/default','value':'B'}]");
        assertThat(api.read(THINGS + "/old").at("a").text()).isEqualTo("A");
        assertThat(api.create(THINGS, thing("new")).is(201).at("b").text()).isEqualTo("B");
        defaults(
                "[{'op':'remove','path':'/spec/versions/0/schema/openAPIV3Schema/properties/a/default'},"
                        + "{'op':'replace','path':'/spec/versions/0/schema/openAPIV3Schema/properties/b/default','value':'B2'}]");
        // What was stored with a default keeps it, what was only shown with it loses it.
        assertThat(api.read(THINGS + "/new").at("a").text()).isEqualTo("A");
        assertThat(api.read(THINGS + "/new").at("b").text()).isEqualTo("B");
        assertThat(api.read(THINGS + "/old").at("a").isNull()).isTrue();
        assertThat(api.read(THINGS + "/old").at("b").text()).isEqualTo("B2");
    }

    private void defaults(String patch) throws Exception {
        api.patch(DEFINITION, ApiClient.JSON_PATCH, patch).is(200);
    }

    @Test
    @Conformance(
            "CustomResourceDefinition Watch CustomResourceDefinition Watch watch on custom resource definition objects")
    void customObjectsAreWatched() throws Exception {
        api.create(Definitions.PATH, Definitions.open("d.example", "things", "Thing"))
                .is(201);
        try (WatchReader a = api.watch(THINGS + "?fieldSelector=metadata.name%3Da");
                WatchReader b = api.watch(THINGS + "?fieldSelector=metadata.name%3Db")) {
            api.create(THINGS, thing("a")).is(201);
            a.next("ADDED");
            api.create(THINGS, thing("b")).is(201);
            b.next("ADDED");
            api.patch(THINGS + "/a", ApiClient.MERGE, "{'spec':1}").is(200);
            assertThat(a.next("MODIFIED").at("spec").longOr(0)).isEqualTo(1);
            api.patch(THINGS + "/b", ApiClient.MERGE, "{'spec':2}").is(200);
            assertThat(b.next("MODIFIED").at("spec").longOr(0)).isEqualTo(2);
            api.delete(THINGS + "/a").is(200);
            a.next("DELETED");
            api.delete(THINGS + "/b").is(200);
            b.next("DELETED");
        }
    }

    private static String thing(String name) {
        return "{'apiVersion':'d.example/v1','kind':'Thing','metadata':{'name':'" + name + "'}}";
    }
}
