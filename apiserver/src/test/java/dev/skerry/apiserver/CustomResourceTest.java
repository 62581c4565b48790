// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Definitions and their objects over HTTP, as any client meets them.
class CustomResourceTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String PUMPS = "/apis/plant.example/v1/namespaces/default/pumps";

    private static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"pumps.plant.example"},
             "spec":{"group":"plant.example","scope":"Namespaced",
              "names":{"plural":"pumps","kind":"Pump","shortNames":["pu"],"categories":["all"]},
              "versions":[
               {"name":"v1","served":true,"storage":true,
                "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
                "additionalPrinterColumns":[{"name":"Litres","type":"integer","jsonPath":".spec.litres"},
                 {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
                "selectableFields":[{"jsonPath":".spec.color"}],
                "schema":{"openAPIV3Schema":{"type":"object","properties":{
                 "spec":{"type":"object","required":["litres"],"properties":{
                  "litres":{"type":"integer","minimum":1},"replicas":{"type":"integer"},
                  "color":{"type":"string","default":"red","enum":["red","blue"]},
                  "limit":{"x-kubernetes-int-or-string":true},
                  "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                  "valves":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                   "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"open":{"type":"boolean","default":false}}}}}},
                 "status":{"type":"object","properties":{"replicas":{"type":"integer"}}}}}}},
               {"name":"v1beta1","served":true,"storage":false,"deprecated":true,
                "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private TestServer server;

    private record Answer(int code, Json body, HttpResponse<String> response) {
        String warnings() {
            return String.join("; ", response.headers().allValues("warning"));
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        Answer created = post(DEFINITIONS, DEFINITION);
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDefinitionIsEstablishedAsSoonAsItIsWritten() throws Exception {
        Json status = get(DEFINITIONS + "/pumps.plant.example").body().at("status");
        assertThat(status.at("acceptedNames").toString())
                .contains("\"singular\":\"pump\"")
                .contains("\"listKind\":\"PumpList\"");
        assertThat(status.at("conditions").toString()).contains("NoConflicts").contains("InitialNamesAccepted");
        assertThat(status.at("storedVersions").toString()).isEqualTo("[\"v1\"]");
        assertThat(get("/apis/plant.example/v1").body().at("resources").toString())
                .contains("\"name\":\"pumps\"")
                .contains("pumps/status")
                .contains("pumps/scale");
        assertThat(get("/apis/plant.example")
                        .body()
                        .at("preferredVersion", "version")
                        .text())
                .isEqualTo("v1");
        assertThat(get("/openapi/v3/apis/plant.example/v1").body().toString()).contains("\"litres\"");
    }

    @Test
    void objectsAreDefaultedPrunedAndCounted() throws Exception {
        Answer made =
                post(PUMPS, pump("'litres':5,'unknown':1,'limit':'10%','free':{'a':{'b':1}},'valves':[{'name':'x'}]"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.body().at("spec").toString())
                .isEqualTo("{\"litres\":5,\"limit\":\"10%\",\"free\":{\"a\":{\"b\":1}},"
                        + "\"valves\":[{\"name\":\"x\",\"open\":false}],\"color\":\"red\"}");
        assertThat(made.warnings()).contains("unknown field");
        assertThat(made.body().at("metadata", "generation").longOr(0)).isEqualTo(1);
        Answer patched = patch(PUMPS + "/p", "merge-patch+json", "{'spec':{'litres':6},'status':{'replicas':3}}");
        assertThat(patched.body().at("metadata", "generation").longOr(0)).isEqualTo(2);
        assertThat(patched.body().at("status").isNull()).isTrue();
    }

    @Test
    void whatTheSchemaForbidsIsRefusedInKubernetesWords() throws Exception {
        Answer refused = post(PUMPS, pump("'litres':0,'color':'green'"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("message").text())
                .isEqualTo("Pump.plant.example \"p\" is invalid: [spec.litres: Invalid value: 0: spec.litres in body"
                        + " should be greater than or equal to 1, spec.color: Unsupported value: \"green\": supported"
                        + " values: \"blue\", \"red\"]");
        assertThat(post(PUMPS, pump("")).body().at("message").text()).contains("spec.litres: Required value");
        assertThat(post(PUMPS, pump("'litres':1").replace("\"p\"", "\"P\"")).code())
                .isEqualTo(422);
    }

    @Test
    void subresourcesHaveTheirOwnDoors() throws Exception {
        post(PUMPS, pump("'litres':5"));
        Answer status = patch(PUMPS + "/p/status", "merge-patch+json", "{'status':{'replicas':3},'spec':{'litres':9}}");
        assertThat(status.body().at("status", "replicas").longOr(0)).isEqualTo(3);
        assertThat(status.body().at("spec", "litres").longOr(0)).isEqualTo(5);
        assertThat(status.body().at("metadata", "generation").longOr(0)).isEqualTo(1);
        Answer scale = patch(PUMPS + "/p/scale", "merge-patch+json", "{'spec':{'replicas':4}}");
        assertThat(scale.body().at("kind").text()).isEqualTo("Scale");
        assertThat(get(PUMPS + "/p").body().at("spec", "replicas").longOr(0)).isEqualTo(4);
        assertThat(get(PUMPS + "/p/scale").body().at("status", "replicas").longOr(0))
                .isEqualTo(3);
    }

    @Test
    void threePatchTypesAreTakenAndTheStrategicOneIsNot() throws Exception {
        post(PUMPS, pump("'litres':5"));
        assertThat(patch(PUMPS + "/p", "strategic-merge-patch+json", "{}").code())
                .isEqualTo(415);
        assertThat(patch(PUMPS + "/p", "json-patch+json", "[{'op':'replace','path':'/spec/litres','value':7}]")
                        .code())
                .isEqualTo(200);
        Answer applied = patch(
                PUMPS + "/p?fieldManager=me",
                "apply-patch+yaml",
                "{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'p'},'spec':{'valves':[{'name':'a','open':true}]}}");
        assertThat(applied.code()).as(applied.body().toString()).isEqualTo(200);
        assertThat(applied.body().at("metadata", "managedFields").toString())
                .contains("\"f:valves\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\".\":{},\"f:name\":{},\"f:open\":{}}}");
        Answer second = patch(
                PUMPS + "/p?fieldManager=you",
                "apply-patch+yaml",
                "{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'p'},'spec':{'valves':[{'name':'a','open':false}]}}");
        assertThat(second.body().at("message").text())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"me\": .spec.valves[name=\"a\"].open");
    }

    @Test
    void allVersionsShowTheSameObject() throws Exception {
        post(PUMPS, pump("'litres':5"));
        Answer old = get(PUMPS.replace("/v1/", "/v1beta1/") + "/p");
        assertThat(old.body().at("apiVersion").text()).isEqualTo("plant.example/v1beta1");
        assertThat(old.body().at("spec", "litres").longOr(0)).isEqualTo(5);
        assertThat(old.warnings()).contains("is deprecated");
    }

    @Test
    void tablesAndSelectorsAreAsDefined() throws Exception {
        post(PUMPS, pump("'litres':5"));
        var request = HttpRequest.newBuilder(URI.create(server.address() + PUMPS))
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .build();
        Json table = JsonReader.read(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        assertThat(table.at("columnDefinitions").toString()).contains("\"name\":\"Litres\"");
        assertThat(table.at("rows").elements().getFirst().at("cells").toString())
                .startsWith("[\"p\",5,\"");
        assertThat(get(PUMPS + "?fieldSelector=spec.color%3Dred")
                        .body()
                        .at("items")
                        .elements())
                .hasSize(1);
        assertThat(get(PUMPS + "?fieldSelector=spec.color%3Dblue")
                        .body()
                        .at("items")
                        .elements())
                .isEmpty();
        assertThat(get(PUMPS + "?fieldSelector=spec.litres%3D5").code()).isEqualTo(400);
    }

    @Test
    void namesAreGivenOnce() throws Exception {
        String rival =
                DEFINITION.replace("pumps", "pumpen").replace("\"shortNames\":[\"pu\"],", "\"singular\":\"pumpe\",");
        Json status = post(DEFINITIONS, rival).body().at("status");
        assertThat(status.at("conditions").toString())
                .contains("\"reason\":\"KindConflict\",\"message\":\"\\\"Pump\\\" is already in use\"")
                .contains("\"reason\":\"NotAccepted\"");
        assertThat(get("/apis/plant.example/v1/pumpen").code()).isEqualTo(404);
    }

    @Test
    void wrongDefinitionsAreRefused() throws Exception {
        String wrong = DEFINITION
                .replace("pumps.plant.example", "x.plant.example")
                .replace("\"storage\":true", "\"storage\":false");
        assertThat(post(DEFINITIONS, wrong).body().at("message").text())
                .contains(
                        "metadata.name: Invalid value: \"x.plant.example\": must be spec.names.plural+\".\"+spec.group")
                .contains("must have exactly one version marked as storage version");
        Answer removed = patch(
                DEFINITIONS + "/pumps.plant.example",
                "json-patch+json",
                "[{'op':'remove','path':'/spec/versions/0'},{'op':'replace','path':'/spec/versions/0/storage','value':true}]");
        assertThat(removed.body().at("message").text())
                .contains("status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions");
    }

    @Test
    void aDefinitionThatIsDeletedTakesNoNewObjectsAndKeepsServingTheOldOnes() throws Exception {
        post(PUMPS, pump("'litres':5"));
        send("DELETE", DEFINITIONS + "/pumps.plant.example", "application/json", "{}");
        assertThat(get(DEFINITIONS + "/pumps.plant.example")
                        .body()
                        .at("metadata", "finalizers")
                        .toString())
                .isEqualTo("[\"customresourcecleanup.apiextensions.k8s.io\"]");
        assertThat(post(PUMPS, pump("'litres':5").replace("\"p\"", "\"q\"")).code())
                .isEqualTo(405);
        assertThat(send("DELETE", PUMPS + "/p", "application/json", "{}").code())
                .isEqualTo(200);
        patch(DEFINITIONS + "/pumps.plant.example", "merge-patch+json", "{'metadata':{'finalizers':null}}");
        assertThat(get(PUMPS).code()).isEqualTo(404);
        assertThat(get("/apis/plant.example").code()).isEqualTo(404);
    }

    private static String pump(String spec) {
        return ("{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'p'},'spec':{" + spec + "}}")
                .replace('\'', '"');
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "");
    }

    private Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, "application/json", body);
    }

    private Answer patch(String path, String type, String body) throws IOException, InterruptedException {
        return send("PATCH", path, "application/" + type, body.replace('\'', '"'));
    }

    private Answer send(String method, String path, String type, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", type)
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JsonReader.read(response.body()), response);
    }
}
