// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the conformance tests ask of definitions and of what is published because of them.
class DefinitionConformanceTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String PUMP = "'type':'object','description':'a pump','properties':{'spec':{'type':'object',"
            + "'description':'what is wanted','required':['size'],'properties':{'size':{'type':'integer',"
            + "'description':'in litres'},'age':{'type':'string','default':'new'}}},'status':{'type':'object',"
            + "'properties':{'note':{'type':'string'}}}}";
    private static final String OPEN = "'type':'object','x-kubernetes-preserve-unknown-fields':true";

    private TestServer server;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        api = Api.of(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @Conformance(
            "CustomResourceDefinition resources Simple CustomResourceDefinition creating/deleting custom resource definition objects works")
    void definitionsComeAndGo() throws Exception {
        for (String plural : List.of("pumps", "tanks", "pipes")) {
            api.post(
                    DEFINITIONS,
                    definition("plant.example", plural, version("v1", PUMP, true))
                            .replace("'labels':{}", "'labels':{'a':'b'}"));
        }
        assertThat(api.get(DEFINITIONS + "?labelSelector=a%3Db").at("items").elements())
                .hasSize(3);
        assertThat(api.get(DEFINITIONS + "?labelSelector=a%3Dc").at("items").elements())
                .isEmpty();
        api.delete(DEFINITIONS + "/pumps.plant.example");
        api.delete(DEFINITIONS + "?labelSelector=a%3Db");
        for (String plural : List.of("pumps", "tanks", "pipes")) {
            Json definition = api.get(DEFINITIONS + "/" + plural + ".plant.example");
            assertThat(definition.at("metadata", "deletionTimestamp").isNull()).isFalse();
        }
    }

    @Test
    @Conformance(
            "CustomResourceDefinition resources Simple CustomResourceDefinition getting/updating/patching custom resource definition status sub-resource works")
    void theStatusOfADefinitionHasItsOwnDoor() throws Exception {
        api.post(DEFINITIONS, definition("plant.example", "pumps", version("v1", PUMP, true)));
        String status = DEFINITIONS + "/pumps.plant.example/status";
        assertThat(condition(api.get(status), "Established")).isEqualTo("True");
        String own = "{'type':'StatusUpdate','status':'True','reason':'E2E','message':'set'}";
        JsonObject definition = api.get(status).object();
        String body = definition.toString().replace("\"conditions\":[", "\"conditions\":[" + own + ",");
        Json updated = api.put(status, body);
        assertThat(condition(updated, "StatusUpdate")).isEqualTo("True");
        Json patched = api.merge(status, "{'status':{'conditions':[" + own.replace("Update", "Patch") + "]}}");
        assertThat(condition(patched, "StatusPatch")).isEqualTo("True");
    }

    @Test
    @Conformance(
            "CustomResourceDefinition resources should include custom resource definition resources in discovery documents")
    void definitionsAreFoundInDiscovery() throws Exception {
        assertThat(api.get("/apis").at("groups").elements()).anySatisfy(group -> {
            assertThat(group.at("name").text()).isEqualTo("apiextensions.k8s.io");
            assertThat(group.at("versions").toString()).contains("\"apiextensions.k8s.io/v1\"");
        });
        assertThat(api.get("/apis/apiextensions.k8s.io").at("versions").toString())
                .contains("\"version\":\"v1\"");
        assertThat(api.get("/apis/apiextensions.k8s.io/v1").at("resources").elements())
                .anySatisfy(resource -> assertThat(resource.at("name").text()).isEqualTo("customresourcedefinitions"));
    }

    @Test
    @Conformance("CustomResourceDefinition resources custom resource defaulting for requests and from storage works")
    void defaultsAreFilledInWhenWrittenAndWhenRead() throws Exception {
        String plain =
                "'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'},'c':{'type':'string'}}";
        api.post(DEFINITIONS, definition("plant.example", "pumps", version("v1", plain, true)));
        String pumps = "/apis/plant.example/v1/namespaces/default/pumps";
        api.post(pumps, "{'apiVersion':'plant.example/v1','kind':'Pumps','metadata':{'name':'old'},'c':'C'}");
        String filled = plain.replace("'a':{'type':'string'", "'a':{'type':'string','default':'A'")
                .replace("'b':{'type':'string'", "'b':{'type':'string','default':'B'");
        api.merge(DEFINITIONS + "/pumps.plant.example", "{'spec':{'versions':[" + version("v1", filled, true) + "]}}");
        Json read = api.get(pumps + "/old");
        assertThat(List.of(
                        read.at("a").text(), read.at("b").text(), read.at("c").text()))
                .containsExactly("A", "B", "C");
        Json made =
                api.post(pumps, "{'apiVersion':'plant.example/v1','kind':'Pumps','metadata':{'name':'new'},'a':'own'}");
        assertThat(List.of(made.at("a").text(), made.at("b").text())).containsExactly("own", "B");
        api.merge(
                DEFINITIONS + "/pumps.plant.example",
                "{'spec':{'versions':[" + version("v1", filled.replace("'default':'A'", "'default':'A2'"), true)
                        + "]}}");
        assertThat(api.get(pumps + "/new").at("b").text()).isEqualTo("B");
        assertThat(api.get(pumps + "/old").at("a").text()).isEqualTo("A2");
    }

    @Test
    @Conformance(
            "CustomResourceDefinition Watch CustomResourceDefinition Watch watch on custom resource definition objects")
    void objectsOfADefinitionAreWatched() throws Exception {
        api.post(DEFINITIONS, definition("plant.example", "pumps", version("v1", OPEN, true)));
        String pumps = "/apis/plant.example/v1/namespaces/default/pumps";
        String version = api.get(pumps).at("metadata", "resourceVersion").text();
        for (String name : List.of("a", "b")) {
            api.post(pumps, "{'apiVersion':'plant.example/v1','kind':'Pumps','metadata':{'name':'" + name + "'}}");
            api.merge(pumps + "/" + name, "{'spec':{'x':1}}");
            api.delete(pumps + "/" + name);
        }
        String path = pumps + "?watch=1&timeoutSeconds=1&resourceVersion=" + version;
        try (var watch = api.watch(path + "&fieldSelector=metadata.name%3Da")) {
            String events = new String(watch.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(events.lines().map(line -> line.substring(9, line.indexOf('"', 9))))
                    .containsExactly("ADDED", "MODIFIED", "DELETED");
            assertThat(events).doesNotContain("\"name\":\"b\"");
        }
    }

    @Test
    @Conformance({
        "CustomResourcePublishOpenAPI works for CRD with validation schema",
        "CustomResourcePublishOpenAPI works for CRD without validation schema",
        "CustomResourcePublishOpenAPI works for CRD preserving unknown fields at the schema root",
        "CustomResourcePublishOpenAPI works for CRD preserving unknown fields in an embedded object"
    })
    void schemasArePublished() throws Exception {
        api.post(DEFINITIONS, definition("one.example", "pumps", version("v1", PUMP, true)));
        api.post(DEFINITIONS, definition("two.example", "tanks", version("v1", OPEN, true)));
        api.post(
                DEFINITIONS,
                definition(
                        "three.example",
                        "pipes",
                        version(
                                "v1",
                                "'type':'object','properties':{'spec':{" + OPEN + ",'description':'open'}}",
                                true)));
        Json pump = published("one.example", "v1", "Pumps");
        assertThat(pump.at("description").text()).isEqualTo("a pump");
        assertThat(pump.at("properties", "spec", "properties", "size", "description")
                        .text())
                .isEqualTo("in litres");
        assertThat(pump.at("properties", "spec", "required").toString()).isEqualTo("[\"size\"]");
        assertThat(pump.at("properties", "metadata").toString()).contains("ObjectMeta");
        // Whatever the root preserves, clients must not take what they do not know for a mistake.
        assertThat(published("two.example", "v1", "Tanks")
                        .at("x-kubernetes-preserve-unknown-fields")
                        .booleanOr(false))
                .isTrue();
        assertThat(published("three.example", "v1", "Pipes")
                        .at("properties", "spec")
                        .toString())
                .contains("\"x-kubernetes-preserve-unknown-fields\":true")
                .contains("open");
        assertThat(api.get("/openapi/v3/apis/one.example/v1")
                        .at("components", "schemas")
                        .toString())
                .contains("in litres");
    }

    @Test
    @Conformance({
        "CustomResourcePublishOpenAPI works for multiple CRDs of different groups",
        "CustomResourcePublishOpenAPI works for multiple CRDs of same group but different versions",
        "CustomResourcePublishOpenAPI works for multiple CRDs of same group and version but different kinds"
    })
    void severalDefinitionsArePublishedSideBySide() throws Exception {
        api.post(
                DEFINITIONS,
                definition(
                        "one.example",
                        "pumps",
                        version("v1", PUMP, true) + ","
                                + version("v2", PUMP.replace("in litres", "in gallons"), false)));
        api.post(DEFINITIONS, definition("one.example", "tanks", version("v1", PUMP, true)));
        api.post(DEFINITIONS, definition("two.example", "pumps", version("v1", PUMP, true)));
        assertThat(size("one.example", "v1", "Pumps")).isEqualTo("in litres");
        assertThat(size("one.example", "v2", "Pumps")).isEqualTo("in gallons");
        assertThat(size("one.example", "v1", "Tanks")).isEqualTo("in litres");
        assertThat(size("two.example", "v1", "Pumps")).isEqualTo("in litres");
    }

    @Test
    @Conformance({
        "CustomResourcePublishOpenAPI updates the published spec when one version gets renamed",
        "CustomResourcePublishOpenAPI removes definition from spec when one version gets changed to not be served"
    })
    void whatIsPublishedFollowsTheDefinition() throws Exception {
        String other = PUMP.replace("in litres", "in gallons");
        api.post(
                DEFINITIONS,
                definition("one.example", "pumps", version("v2", PUMP, true) + "," + version("v3", other, false)));
        String path = DEFINITIONS + "/pumps.one.example";
        api.merge(
                path, "{'spec':{'versions':[" + version("v2", PUMP, true) + "," + version("v4", other, false) + "]}}");
        assertThat(size("one.example", "v4", "Pumps")).isEqualTo("in gallons");
        assertThat(published("one.example", "v3", "Pumps").isNull()).isTrue();
        assertThat(size("one.example", "v2", "Pumps")).isEqualTo("in litres");
        api.merge(
                path,
                "{'spec':{'versions':[" + version("v2", PUMP, true) + ","
                        + version("v4", other, false).replace("'served':true", "'served':false") + "]}}");
        assertThat(published("one.example", "v4", "Pumps").isNull()).isTrue();
        assertThat(size("one.example", "v2", "Pumps")).isEqualTo("in litres");
    }

    @Test
    @Conformance(
            "CustomResourceFieldSelectors CustomResourceFieldSelectors MUST list and watch custom resources matching the field selector")
    void fieldsOfADefinitionSelectObjects() throws Exception {
        String schema = "'type':'object','properties':{'spec':{'type':'object','properties':{'host':{'type':'string'},"
                + "'port':{'type':'string'}}}}";
        api.post(
                DEFINITIONS,
                definition(
                        "one.example",
                        "pumps",
                        version("v1", schema, true)
                                .replace(
                                        "'schema'",
                                        "'selectableFields':[{'jsonPath':'.spec.host'},{'jsonPath':'.spec.port'}],'schema'")));
        String pumps = "/apis/one.example/v1/namespaces/default/pumps";
        String version = api.get(pumps).at("metadata", "resourceVersion").text();
        for (String place : List.of("h1:80", "h1:8080", "h2:80")) {
            String[] parts = place.split(":", 2);
            api.post(
                    pumps,
                    "{'apiVersion':'one.example/v1','kind':'Pumps','metadata':{'generateName':'p-'},"
                            + "'spec':{'host':'" + parts[0] + "','port':'" + parts[1] + "'}}");
        }
        assertThat(api.get(pumps + "?fieldSelector=spec.host%3Dh1").at("items").elements())
                .hasSize(2);
        assertThat(api.get(pumps + "?fieldSelector=spec.host%3Dh1,spec.port%3D80")
                        .at("items")
                        .elements())
                .hasSize(1);
        assertThat(api.refusal(400, "GET", pumps + "?fieldSelector=spec.other%3D1", ""))
                .contains("field label not supported");
        try (var watch = api.watch(
                pumps + "?watch=1&timeoutSeconds=1&fieldSelector=spec.port%3D80&resourceVersion=" + version)) {
            assertThat(new String(watch.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.contains("ADDED")))
                    .hasSize(2);
        }
    }

    private String size(String group, String version, String kind) throws Exception {
        return published(group, version, kind)
                .at("properties", "spec", "properties", "size", "description")
                .text();
    }

    /// The schema of a kind in `/openapi/v2`; null if there is none.
    private Json published(String group, String version, String kind) throws Exception {
        String wanted =
                JsonObject.of("group", group, "kind", kind, "version", version).toString();
        for (Json schema :
                api.get("/openapi/v2").at("definitions").object().fields().values()) {
            for (Json one : schema.at("x-kubernetes-group-version-kind").elements()) {
                boolean isSame = one.at("group").text().equals(group)
                        && one.at("version").text().equals(version)
                        && one.at("kind").text().equals(kind);
                if (isSame) {
                    return schema;
                }
            }
        }
        assertThat(wanted).isNotEmpty();
        return Json.of(null);
    }

    private static String condition(Json definition, String type) {
        return definition.at("status", "conditions").elements().stream()
                .filter(condition -> condition.at("type").text().equals(type))
                .map(condition -> condition.at("status").text())
                .findFirst()
                .orElse("");
    }

    private static String version(String name, String schema, boolean isStored) {
        return "{'name':'" + name + "','served':true,'storage':" + isStored
                + ",'subresources':{'status':{}},'schema':{'openAPIV3Schema':{" + schema + "}}}";
    }

    private static String definition(String group, String plural, String versions) {
        String kind = Character.toUpperCase(plural.charAt(0)) + plural.substring(1);
        return "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'" + plural
                + "." + group + "','labels':{}},'spec':{'group':'" + group
                + "','scope':'Namespaced','names':{'plural':'"
                + plural + "','kind':'" + kind + "'},'versions':[" + versions + "]}}";
    }
}
