// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static dev.skerry.apiserver.conformance.Definitions.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Definitions in `/openapi/v2` and in what kubectl knows of them.
class OpenApiPublishingTest extends ApiConformance {
    private static final String FOO = """
            {'type':'object','description':'Foo CRD for Testing','properties':{'spec':{'type':'object','description':'Specification of Foo',\
            'properties':{'bars':{'type':'array','description':'List of Bars and their specs.','items':{'type':'object','required':['name'],\
            'properties':{'name':{'type':'string','description':'Name of Bar.'},'age':{'type':'string','description':'Age of Bar.'},\
            'feeling':{'type':'string','enum':['Great','Down']}}}}}},\
            'status':{'type':'object','description':'Status of Foo'}}}""";
    private static final String OPEN_INSIDE = """
            {'type':'object','properties':{'spec':{'type':'object','description':'Specification of Waldo','x-kubernetes-preserve-unknown-fields':true,\
            'properties':{'dummy':{'type':'string'}}},'status':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}}""";

    @TempDir
    private Path home;

    private KubectlProcess kubectl;

    @BeforeEach
    void findKubectl() throws Exception {
        kubectl = new KubectlProcess(server.address(), home);
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI works for CRD with validation schema")
    void theSchemaIsPublishedAndKubectlChecksByIt() throws Exception {
        define("a.example", "foos", "Foo", version("v1", true, FOO));
        JsonObject published = definition("a.example", "v1", "Foo");
        assertThat(published.at("description").text()).isEqualTo("Foo CRD for Testing");
        assertThat(published
                        .at("properties", "spec", "properties", "bars", "items", "required")
                        .toString())
                .isEqualTo("[\"name\"]");
        String good = object("a.example/v1", "Foo", "'spec':{'bars':[{'name':'n','feeling':'Great'}]}");
        kubectl.feed(good, "create", "-f", "-");
        kubectl.feed(good.replace("'n'", "'m'"), "apply", "-f", "-");
        String unknown = object("a.example/v1", "Foo", "'spec':{'bars':[{'name':'n','unknown':'x'}]}");
        assertThat(kubectl.runWith(unknown, "create", "-f", "-").text())
                .contains("unknown field \"spec.bars[0].unknown\"");
        String missing = object("a.example/v1", "Foo", "'spec':{'bars':[{'age':'10'}]}");
        assertThat(kubectl.runWith(missing, "create", "-f", "-").text())
                .contains("spec.bars[0].name", "Required value");
        assertThat(kubectl.run("explain", "foos")).contains("Foo CRD for Testing");
        assertThat(kubectl.run("explain", "foos.spec")).contains("Specification of Foo");
        assertThat(kubectl.run("explain", "foos.spec.bars")).contains("List of Bars", "name", "age");
        assertThat(kubectl.runWith("", "explain", "foos.spec.bars2").code()).isNotZero();
        assertThat(kubectl.run("explain", "foos.metadata"))
                .contains("Standard object's metadata", "creationTimestamp", "CreationTimestamp is a timestamp");
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI works for CRD without validation schema")
    void whatHasNoSchemaTakesAnything() throws Exception {
        isOpenAtTheRoot("b.example", "{'type':'object','x-kubernetes-preserve-unknown-fields':true}");
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI works for CRD preserving unknown fields at the schema root")
    void aRootThatPreservesTakesAnything() throws Exception {
        isOpenAtTheRoot(
                "c.example",
                OPEN_INSIDE.replaceFirst(
                        "'type':'object'", "'type':'object','x-kubernetes-preserve-unknown-fields':true"));
    }

    private void isOpenAtTheRoot(String group, String schema) throws IOException, InterruptedException {
        define(group, "foos", "Foo", version("v1", true, schema));
        JsonObject published = definition(group, "v1", "Foo");
        assertThat(published.has("properties")).isFalse();
        assertThat(published.at("x-kubernetes-group-version-kind").toString())
                .isEqualTo("[{\"group\":\"" + group + "\",\"version\":\"v1\",\"kind\":\"Foo\"}]");
        String anything = object(group + "/v1", "Foo", "'a':{'b':[{'c':'d'}]}");
        kubectl.feed(anything, "create", "-f", "-");
        kubectl.feed(anything, "apply", "-f", "-");
        assertThat(kubectl.run("delete", "foos", "x")).contains("deleted");
        assertThat(kubectl.run("explain", "foos")).contains("Foo", "v1");
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI works for CRD preserving unknown fields in an embedded object")
    void anOpenObjectInsideTakesAnything() throws Exception {
        define("d.example", "waldos", "Waldo", version("v1", true, OPEN_INSIDE));
        JsonObject published = definition("d.example", "v1", "Waldo");
        assertThat(published.at("properties", "spec", "description").text()).isEqualTo("Specification of Waldo");
        assertThat(published.at("properties", "spec", "properties").isNull()).isTrue();
        String anything = object("d.example/v1", "Waldo", "'spec':{'b':[{'c':'d'}]}");
        kubectl.feed(anything, "create", "-f", "-");
        kubectl.feed(anything, "apply", "-f", "-");
        assertThat(kubectl.run("explain", "waldos")).contains("Waldo");
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI works for multiple CRDs of different groups")
    void twoGroups() throws Exception {
        define("e.example", "foos", "Foo", version("v1", true, FOO));
        define("f.example", "waldos", "Waldo", version("v1", true, OPEN_INSIDE));
        assertThat(definition("e.example", "v1", "Foo").has("properties")).isTrue();
        assertThat(definition("f.example", "v1", "Waldo").has("properties")).isTrue();
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI works for multiple CRDs of same group but different versions")
    void twoVersionsOfOneAndTwoDefinitions() throws Exception {
        define("g.example", "foos", "Foo", version("v2", true, FOO), version("v3", false, OPEN_INSIDE));
        define("g.example", "waldos", "Waldo", version("v4", true, FOO));
        define("g.example", "others", "Other", version("v5", true, OPEN_INSIDE));
        assertThat(definition("g.example", "v2", "Foo").at("description").text())
                .isEqualTo("Foo CRD for Testing");
        assertThat(definition("g.example", "v3", "Foo").has("description")).isFalse();
        definition("g.example", "v4", "Waldo");
        definition("g.example", "v5", "Other");
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI works for multiple CRDs of same group and version but different kinds")
    void twoKinds() throws Exception {
        define("h.example", "foos", "Foo", version("v6", true, FOO));
        define("h.example", "waldos", "Waldo", version("v6", true, OPEN_INSIDE));
        definition("h.example", "v6", "Foo");
        definition("h.example", "v6", "Waldo");
    }

    @Test
    @Conformance("CustomResourcePublishOpenAPI updates the published spec when one version gets renamed")
    void aRenamedVersionTakesTheOthersPlace() throws Exception {
        define("i.example", "foos", "Foo", version("v2", true, FOO), version("v3", false, FOO));
        api.patch(
                        Definitions.PATH + "/foos.i.example",
                        ApiClient.JSON_PATCH,
                        "[{'op':'test','path':'/spec/versions/1/name','value':'v3'},"
                                + "{'op':'replace','path':'/spec/versions/1/name','value':'v4'}]")
                .is(200);
        definition("i.example", "v4", "Foo");
        assertThat(isPublished("i.example", "v3", "Foo")).isFalse();
        definition("i.example", "v2", "Foo");
    }

    @Test
    @Conformance(
            "CustomResourcePublishOpenAPI removes definition from spec when one version gets changed to not be served")
    void aVersionThatIsNotServedIsNotPublished() throws Exception {
        define("j.example", "foos", "Foo", version("v5", true, FOO), version("v6alpha1", false, FOO));
        definition("j.example", "v6alpha1", "Foo");
        api.patch(
                        Definitions.PATH + "/foos.j.example",
                        ApiClient.JSON_PATCH,
                        "[{'op':'replace','path':'/spec/versions/1/served','value':false}]")
                .is(200);
        assertThat(isPublished("j.example", "v6alpha1", "Foo")).isFalse();
        definition("j.example", "v5", "Foo");
    }

    private void define(String group, String plural, String kind, String... versions)
            throws IOException, InterruptedException {
        api.create(Definitions.PATH, Definitions.of(group, plural, kind, versions))
                .is(201);
    }

    private JsonObject definition(String group, String version, String kind) throws IOException, InterruptedException {
        assertThat(isPublished(group, version, kind)).isTrue();
        return swagger().at("definitions", name(group, version, kind)).object();
    }

    private boolean isPublished(String group, String version, String kind) throws IOException, InterruptedException {
        return swagger().at("definitions").object().has(name(group, version, kind));
    }

    private Json swagger() throws IOException, InterruptedException {
        return api.readAs("/openapi/v2", "application/json").is(200).body();
    }

    private static String name(String group, String version, String kind) {
        String[] parts = group.split("\\.");
        return parts[1] + "." + parts[0] + "." + version + "." + kind;
    }

    private static String object(String version, String kind, String rest) {
        return "{'apiVersion':'%s','kind':'%s','metadata':{'name':'x'},%s}".formatted(version, kind, rest);
    }
}
