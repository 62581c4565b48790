// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two versions of a kind with different fields, between which a real webhook converts over TLS.
class ConversionWebhookTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String V1 = "/apis/plant.example/v1/namespaces/default/sensors";
    private static final String V2 = "/apis/plant.example/v2/namespaces/default/sensors";
    private static final String STARTS = "conversion webhook for plant.example/v1, Kind=Sensor ";
    private static final String DEFINITION = """
            {'metadata':{'name':'sensors.plant.example'},
             'spec':{'group':'plant.example','scope':'Namespaced','names':{'plural':'sensors','kind':'Sensor'},
              'conversion':%s,'versions':[
               {'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object','properties':{
                 'hostPort':{'type':'string'}}}}},
               {'name':'v2','served':true,'storage':false,'selectableFields':[{'jsonPath':'.host'}],
                'schema':{'openAPIV3Schema':{'type':'object','properties':{
                 'host':{'type':'string'},'port':{'type':'string'},'unit':{'type':'string','default':'bar'}}}}}]}}""";

    private TestServer server;
    private Api admin;
    private ConversionServer hook;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        admin = Api.of(server);
        hook = new ConversionServer(admin);
        admin.post(DEFINITIONS, DEFINITION.formatted(hook.conversion()));
    }

    @AfterEach
    void stop() {
        hook.close();
        server.close();
    }

    private Json createdInV1(String name) throws Exception {
        return admin.post(V1, "{'metadata':{'name':'%s'},'hostPort':'%s:80'}".formatted(name, name));
    }

    private Json createdInV2(String name) throws Exception {
        return admin.post(V2, "{'metadata':{'name':'%s'},'host':'%s','port':'80','unit':'bar'}".formatted(name, name));
    }

    private boolean isStoredAs(String version, String name) {
        return server.storage()
                .findStored("plant.example", "sensors", new ObjectName("default", name))
                .orElseThrow()
                .isStoredAs("plant.example/" + version);
    }

    private static List<String> texts(Json list, String field) {
        return list.at("items").elements().stream()
                .map(item -> item.at(field).text())
                .toList();
    }

    private void storeAsV2() throws Exception {
        JsonObject definition =
                admin.get(DEFINITIONS + "/sensors.plant.example").object();
        String text = definition.toString();
        text = text.replace(
                        "\"name\":\"v1\",\"served\":true,\"storage\":true",
                        "\"name\":\"v1\",\"served\":true,\"storage\":false")
                .replace(
                        "\"name\":\"v2\",\"served\":true,\"storage\":false",
                        "\"name\":\"v2\",\"served\":true,\"storage\":true");
        admin.put(DEFINITIONS + "/sensors.plant.example", text);
    }

    @Test
    @Conformance("CustomResourceConversionWebhook should be able to convert from CR v1 to CR v2")
    void anObjectOfOneVersionIsReadInTheOther() throws Exception {
        Json made = createdInV1("a");
        assertThat(hook.questions()).as("it is stored as it came").isEmpty();
        Json read = admin.get(V2 + "/a");
        assertThat(read.at("apiVersion").text()).isEqualTo("plant.example/v2");
        assertThat(read.at("host").text()).isEqualTo("a");
        assertThat(read.at("port").text()).isEqualTo("80");
        assertThat(read.at("hostPort").isNull()).isTrue();
        assertThat(read.at("unit").text()).as("the default of the version").isEqualTo("bar");
        assertThat(read.at("metadata", "labels", "from").text()).isEqualTo("v1");
        for (String kept : List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields")) {
            assertThat(read.at("metadata", kept)).as(kept).isEqualTo(made.at("metadata", kept));
        }
        Json question = hook.questions().getFirst();
        assertThat(question.at("desiredAPIVersion").text()).isEqualTo("plant.example/v2");
        assertThat(question.at("objects").elements().getFirst().at("hostPort").text())
                .isEqualTo("a:80");
    }

    @Test
    @Conformance("CustomResourceConversionWebhook should be able to convert a non homogeneous list of CRs")
    void aListOfObjectsStoredInBothVersionsComesInOne() throws Exception {
        createdInV1("a");
        createdInV1("b");
        storeAsV2();
        assertThat(admin.get(DEFINITIONS + "/sensors.plant.example")
                        .at("status", "storedVersions")
                        .toString())
                .isEqualTo("[\"v1\",\"v2\"]");
        createdInV2("c");
        assertThat(isStoredAs("v1", "a")).isTrue();
        assertThat(isStoredAs("v2", "c")).isTrue();
        hook.questions().clear();
        Json second = admin.get(V2);
        assertThat(texts(second, "host")).containsExactly("a", "b", "c");
        assertThat(texts(second, "apiVersion")).containsOnly("plant.example/v2");
        assertThat(hook.questions()).as("one question for the whole list").hasSize(1);
        assertThat(hook.questions().getFirst().at("objects").elements())
                .as("only those that need it")
                .hasSize(2);
        Json first = admin.get(V1);
        assertThat(texts(first, "hostPort")).containsExactly("a:80", "b:80", "c:80");
        assertThat(texts(first, "host")).containsOnly("");
    }

    @Test
    void writesInAnyVersionAreKeptInTheStorageVersion() throws Exception {
        assertThat(createdInV2("a").at("host").text()).isEqualTo("a");
        assertThat(isStoredAs("v1", "a")).isTrue();
        assertThat(admin.merge(V2 + "/a", "{'port':'81'}").at("port").text()).isEqualTo("81");
        assertThat(admin.get(V1 + "/a").at("hostPort").text()).isEqualTo("a:81");
        Json read = admin.get(V2 + "/a");
        admin.put(V2 + "/a", read.object().with("host", Json.of("z")).toString());
        assertThat(admin.get(V1 + "/a").at("hostPort").text()).isEqualTo("z:81");
        String applied = "{'apiVersion':'plant.example/v2','kind':'Sensor','metadata':{'name':'a'},'port':'82'}";
        Json after = admin.expect(
                200, "PATCH", V2 + "/a?fieldManager=me&force=true", "application/apply-patch+yaml", applied);
        assertThat(after.at("host").text() + after.at("port").text()).isEqualTo("z82");
        assertThat(isStoredAs("v1", "a")).isTrue();
        assertThat(admin.get(V1 + "/a").at("hostPort").text()).isEqualTo("z:82");
        admin.delete(V2 + "/a");
        admin.refusal(404, "GET", V1 + "/a", "");
    }

    @Test
    void objectsAreChosenByFieldsOfTheVersionThatIsAskedFor() throws Exception {
        createdInV1("a");
        createdInV1("b");
        assertThat(texts(admin.get(V2 + "?fieldSelector=host%3Db"), "host")).containsExactly("b");
    }

    @Test
    void watchersAreToldInTheirVersionAndOfFailures() throws Exception {
        createdInV1("a");
        try (var lines = new BufferedReader(
                new InputStreamReader(admin.watch(V2 + "?watch=true&resourceVersion=0"), StandardCharsets.UTF_8))) {
            assertThat(event(lines).at("object", "host").text()).isEqualTo("a");
            createdInV2("b");
            assertThat(event(lines).at("object", "host").text()).isEqualTo("b");
            hook.twist(answer -> answer.with("uid", Json.of("another")));
            createdInV1("c");
            Json last = event(lines);
            assertThat(last.at("type").text()).isEqualTo("ERROR");
            assertThat(last.at("object", "message").text()).startsWith(STARTS + "failed: expected response.uid=");
            assertThat(lines.readLine()).isNull();
        }
    }

    private static Json event(BufferedReader lines) throws Exception {
        return JsonReader.read(lines.readLine().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatAWebhookGetsWrongIsSaidInKubernetesWords() throws Exception {
        createdInV1("a");
        hook.twist(answer -> answer.with("result", JsonObject.of("status", "Failed", "message", "no idea how")));
        assertThat(admin.refusal(500, "GET", V2 + "/a", "")).isEqualTo(STARTS + "failed: no idea how");
        assertThat(admin.refusal(500, "GET", V2, "")).isEqualTo(STARTS + "failed: no idea how");
        assertThat(admin.refusal(500, "PATCH", V2 + "/a", "{'port':'1'}")).isEqualTo(STARTS + "failed: no idea how");
        hook.twist(answer -> answer.with("result", JsonObject.EMPTY));
        assertThat(admin.refusal(500, "GET", V2 + "/a", ""))
                .isEqualTo(STARTS + "failed: response.result.status was '', not 'Success'");
        hook.twist(answer -> answer.with("convertedObjects", JsonArray.EMPTY));
        assertThat(admin.refusal(500, "GET", V2 + "/a", "")).isEqualTo(STARTS + "returned 0 objects, expected 1");
        hook.twist(answer -> changed(answer, "\"name\":\"a\"", "\"name\":\"b\""));
        assertThat(admin.refusal(500, "GET", V2 + "/a", ""))
                .isEqualTo(STARTS + "returned invalid converted object at index 0: must have the same name: a != b");
        hook.twist(answer -> changed(answer, "plant.example/v2", "plant.example/v3"));
        assertThat(admin.refusal(500, "GET", V2 + "/a", ""))
                .isEqualTo(STARTS + "returned invalid converted object at index 0: invalid groupVersion,"
                        + " expected=plant.example/v2, got=plant.example/v3");
        hook.twist(answer -> changed(answer, "\"from\":\"v1\"", "\"from\":\"not a label\""));
        assertThat(admin.refusal(500, "GET", V2 + "/a", ""))
                .startsWith(STARTS + "returned invalid metadata in object at index 0: metadata.labels: Invalid value");
        assertThat(admin.get(V1 + "/a").at("hostPort").text())
                .as("nobody is asked about the stored version")
                .isEqualTo("a:80");
    }

    private static JsonObject changed(JsonObject answer, String from, String to) {
        byte[] text = answer.toString().replace(from, to).getBytes(StandardCharsets.UTF_8);
        return JsonReader.read(text).object();
    }

    @Test
    void aWebhookThatIsNotThereIsNamed() throws Exception {
        createdInV1("a");
        admin.delete("/api/v1/namespaces/hooks/services/hook");
        assertThat(admin.refusal(500, "GET", V2 + "/a", "")).isEqualTo(STARTS + "failed: service \"hook\" not found");
    }

    @Test
    void aConversionThatCannotWorkIsRefused() throws Exception {
        String other = DEFINITION.replace("sensors", "others").replace("Sensor", "Other");
        assertThat(admin.refusal(422, "POST", DEFINITIONS, other.formatted("{'strategy':'Webhook'}")))
                .contains(
                        "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook")
                .contains("spec.conversion.conversionReviewVersions: Required value");
        assertThat(admin.refusal(
                        422,
                        "POST",
                        DEFINITIONS,
                        other.formatted(hook.conversion().replace("Webhook", "None"))))
                .contains("should not be set when strategy is not set to Webhook");
        assertThat(admin.refusal(
                        422,
                        "POST",
                        DEFINITIONS,
                        other.formatted(hook.conversion().replace("'v1'", "'v8'"))))
                .contains("must include at least one of v1, v1beta1");
        assertThat(admin.refusal(
                        422,
                        "POST",
                        DEFINITIONS,
                        other.formatted("{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],"
                                + "'clientConfig':{'url':'http://plant.example'}}}")))
                .contains("spec.conversion.webhookClientConfig.url: Invalid value");
    }
}
