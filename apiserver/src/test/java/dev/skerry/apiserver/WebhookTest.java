// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real writes to a real server, which asks a real webhook over TLS.
class WebhookTest {
    private static final String CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/";
    private static final String MUTATING = CONFIGURATIONS + "mutatingwebhookconfigurations";
    private static final String VALIDATING = CONFIGURATIONS + "validatingwebhookconfigurations";
    private static final String MAPS = "/api/v1/namespaces/plant/configmaps";
    private static final String PODS = "/api/v1/namespaces/plant/pods";
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String PUMPS = "/apis/plant.example/v1/namespaces/plant/pumps";
    private static final String DEFINITION = """
            {'metadata':{'name':'pumps.plant.example'},
             'spec':{'group':'plant.example','scope':'Namespaced','names':{'plural':'pumps','kind':'Pump'},'versions':[
               {'name':'v1','served':true,'storage':%s,'schema':{'openAPIV3Schema':{'type':'object','properties':{
                 'data':{'type':'object','properties':{'marked-0':{'type':'string'},'marked-1':{'type':'string'}}}}}}},
               {'name':'v2','served':true,'storage':%s,'schema':{'openAPIV3Schema':{'type':'object','properties':{
                 'data':{'type':'object','properties':{'marked-0':{'type':'string'},'marked-1':{'type':'string'}}}}}}}]}}""";

    private TestServer server;
    private Api admin;
    private WebhookServer hook;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        admin = Api.of(server);
        admin.post("/api/v1/namespaces", "{'metadata':{'name':'plant'}}");
        admin.post("/api/v1/namespaces/plant/serviceaccounts", "{'metadata':{'name':'default'}}");
        hook = new WebhookServer(admin);
    }

    @AfterEach
    void stop() {
        hook.close();
        server.close();
    }

    private static String rule(String operations, String group, String resources) {
        return "{'operations':['%s'],'apiGroups':['%s'],'apiVersions':['*'],'resources':['%s']}"
                .formatted(operations.replace(",", "','"), group, resources.replace(",", "','"));
    }

    private static String map(String name) {
        return "{'metadata':{'name':'%s'},'data':{'a':'b'}}".formatted(name);
    }

    private static String pod(String name) {
        return "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'a','image':'a'}]}}".formatted(name);
    }

    @Test
    @Conformance("AdmissionWebhook should include webhook resources in discovery documents")
    void theConfigurationsAreDiscovered() throws Exception {
        assertThat(admin.get("/apis").at("groups").elements()).anySatisfy(group -> {
            assertThat(group.at("name").text()).isEqualTo("admissionregistration.k8s.io");
            assertThat(group.at("versions").toString()).contains("admissionregistration.k8s.io/v1");
        });
        assertThat(admin.get("/apis/admissionregistration.k8s.io")
                        .at("versions")
                        .toString())
                .contains("admissionregistration.k8s.io/v1");
        assertThat(admin.get("/apis/admissionregistration.k8s.io/v1").at("resources").elements().stream()
                        .map(resource -> resource.at("name").text()))
                .contains("mutatingwebhookconfigurations", "validatingwebhookconfigurations");
    }

    @Test
    @Conformance("AdmissionWebhook should mutate configmap")
    void webhooksChangeInOrderAndAreToldWho() throws Exception {
        admin.post(MUTATING, hook.configuration("one", "/mark", rule("CREATE", "", "configmaps"), ""));
        admin.post(MUTATING, hook.configuration("two", "/mark", rule("CREATE", "", "configmaps"), ""));
        assertThat(admin.post(MAPS + "?fieldManager=me", map("m")).at("data").toString())
                .isEqualTo("{\"a\":\"b\",\"marked-1\":\"yes\",\"marked-2\":\"yes\"}");
        assertThat(admin.get(MAPS + "/m").at("data").object().size()).isEqualTo(3);
        Json question = hook.questions().getFirst().at("request");
        assertThat(question.at("operation").text()).isEqualTo("CREATE");
        assertThat(question.at("userInfo", "username").text()).isEqualTo("admin");
        assertThat(question.at("resource", "resource").text()).isEqualTo("configmaps");
        assertThat(question.at("options").toString())
                .isEqualTo("{\"kind\":\"CreateOptions\",\"apiVersion\":\"meta.k8s.io/v1\",\"fieldManager\":\"me\"}");
        assertThat(question.at("oldObject").isNull()).isTrue();
        assertThat(question.at("namespace").text()).isEqualTo("plant");
    }

    @Test
    void aWebhookThatWantsItSeesWhatOthersChangedAfterIt() throws Exception {
        String rule = rule("CREATE", "", "configmaps");
        admin.post(MUTATING, hook.configuration("one", "/allow", rule, ",'reinvocationPolicy':'IfNeeded'"));
        admin.post(MUTATING, hook.configuration("two", "/mark", rule, ""));
        admin.post(MAPS, map("m"));
        assertThat(hook.questions()).hasSize(3);
        assertThat(hook.questions().getLast().at("request", "object", "data").toString())
                .contains("marked-1");
    }

    @Test
    @Conformance("AdmissionWebhook should mutate pod and apply defaults after mutation")
    void whatAWebhookAddsGetsItsDefaults() throws Exception {
        admin.post(MUTATING, hook.configuration("one", "/container", rule("CREATE", "", "pods"), ""));
        Json added = admin.post(PODS, pod("p"))
                .at("spec", "initContainers")
                .elements()
                .getFirst();
        assertThat(added.at("name").text()).isEqualTo("i");
        assertThat(added.at("terminationMessagePolicy").text()).isEqualTo("File");
        assertThat(added.at("volumeMounts").elements())
                .as("the plugins before it had a second look")
                .hasSize(1);
    }

    @Test
    @Conformance("AdmissionWebhook should be able to deny pod and configmap creation")
    void aWebhookDeniesWithItsOwnWords() throws Exception {
        admin.post(MAPS, map("before"));
        admin.post(VALIDATING, hook.configuration("no", "/deny", rule("CREATE,UPDATE", "", "pods,configmaps"), ""));
        admin.post(
                VALIDATING, hook.configuration("slow", "/hang", rule("CREATE", "", "secrets"), ",'timeoutSeconds':1"));
        var answer = admin.send("POST", MAPS, "application/json", map("m"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("admission webhook \\\"no.plant.example\\\" denied the request: the hook says no");
        assertThat(answer.headers().firstValue("warning").orElseThrow()).contains("think again");
        admin.refusal(403, "POST", PODS, pod("p"));
        admin.refusal(403, "PUT", MAPS + "/before", map("before").replace("'b'", "'c'"));
        admin.refusal(403, "PATCH", MAPS + "/before", "{'data':{'a':'c'}}");
        assertThat(admin.get(MAPS + "/before").at("data", "a").text()).isEqualTo("b");
        assertThat(admin.refusal(500, "POST", "/api/v1/namespaces/plant/secrets", "{'metadata':{'name':'s'}}"))
                .contains("context deadline exceeded");
        admin.post("/api/v1/namespaces", "{'metadata':{'name':'spared','labels':{'hooks':'none'}}}");
        admin.post("/api/v1/namespaces/spared/configmaps", map("m"));
    }

    @Test
    @Conformance("AdmissionWebhook should be able to deny custom resource creation, update and deletion")
    void customResourcesAreDeniedAtEachStep() throws Exception {
        admin.post(DEFINITIONS, DEFINITION.formatted("true", "false"));
        admin.post(PUMPS, "{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'p'}}");
        admin.post(
                VALIDATING,
                hook.configuration("no", "/deny", rule("CREATE,UPDATE,DELETE", "plant.example", "pumps"), ""));
        admin.refusal(403, "POST", PUMPS, "{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'q'}}");
        admin.refusal(403, "PATCH", PUMPS + "/p", "{'data':{'marked-0':'x'}}");
        admin.refusal(403, "DELETE", PUMPS + "/p", "");
        Json deletion = hook.questions().getLast().at("request");
        assertThat(deletion.at("object").isNull()).isTrue();
        assertThat(deletion.at("oldObject", "metadata", "name").text()).isEqualTo("p");
        assertThat(deletion.at("options", "kind").text()).isEqualTo("DeleteOptions");
        admin.delete(VALIDATING + "/no");
        admin.delete(PUMPS + "/p");
    }

    @Test
    @Conformance({
        "AdmissionWebhook should mutate custom resource",
        "AdmissionWebhook should mutate custom resource with pruning"
    })
    void customResourcesAreChangedAndPruned() throws Exception {
        admin.post(DEFINITIONS, DEFINITION.formatted("true", "false"));
        admin.post(MUTATING, hook.configuration("one", "/mark", rule("CREATE", "plant.example", "pumps"), ""));
        admin.post(MUTATING, hook.configuration("two", "/foreign", rule("CREATE", "plant.example", "pumps"), ""));
        Json pump =
                admin.post(PUMPS, "{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'p'},'data':{}}");
        assertThat(pump.at("data").toString()).isEqualTo("{\"marked-0\":\"yes\"}");
    }

    @Test
    @Conformance("AdmissionWebhook should mutate custom resource with different stored version")
    void anotherVersionOfTheKindIsStillTheWebhooksOwn() throws Exception {
        admin.post(DEFINITIONS, DEFINITION.formatted("true", "false"));
        String onlyV1 = rule("CREATE,UPDATE", "plant.example", "pumps").replace("'*'", "'v1'");
        admin.post(MUTATING, hook.configuration("one", "/mark", onlyV1, ""));
        admin.post(PUMPS, "{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'p'},'data':{}}");
        admin.merge(DEFINITIONS + "/pumps.plant.example", DEFINITION.formatted("false", "true"));
        Json patched = admin.merge(PUMPS + "/p", "{'metadata':{'labels':{'a':'b'}}}");
        assertThat(patched.at("data").object().names()).containsExactlyInAnyOrder("marked-0", "marked-1");
        String v2 = PUMPS.replace("/v1/", "/v2/");
        Json made = admin.post(v2, "{'apiVersion':'plant.example/v2','kind':'Pump','metadata':{'name':'q'},'data':{}}");
        assertThat(made.at("apiVersion").text()).isEqualTo("plant.example/v2");
        assertThat(made.at("data").toString()).isEqualTo("{\"marked-0\":\"yes\"}");
        Json question = hook.questions().getLast().at("request");
        assertThat(question.at("resource", "version").text()).isEqualTo("v1");
        assertThat(question.at("requestResource", "version").text()).isEqualTo("v2");
        assertThat(question.at("object", "apiVersion").text()).isEqualTo("plant.example/v1");
    }

    @Test
    @Conformance("AdmissionWebhook should deny crd creation")
    void definitionsAreDenied() throws Exception {
        admin.post(
                VALIDATING,
                hook.configuration(
                        "no", "/deny", rule("CREATE", "apiextensions.k8s.io", "customresourcedefinitions"), ""));
        assertThat(admin.refusal(403, "POST", DEFINITIONS, DEFINITION.formatted("true", "false")))
                .contains("the hook says no");
    }

    @Test
    @Conformance("AdmissionWebhook should unconditionally reject operations on fail closed webhook")
    void aWebhookThatCannotBeReachedClosesTheDoorIfItInsists() throws Exception {
        String broken = hook.configuration("shut", "/allow", rule("CREATE", "", "configmaps"), "%s")
                .replaceAll("'caBundle':'[^']*'", "'caBundle':''");
        admin.post(VALIDATING, broken.formatted(",'failurePolicy':'Fail'"));
        assertThat(admin.refusal(500, "POST", MAPS, map("m")))
                .startsWith("Internal error occurred: failed calling webhook \"shut.plant.example\": "
                        + "failed to call webhook: Post \"https://hook.hooks.svc:443/allow?timeout=10s\": ");
        admin.delete(VALIDATING + "/shut");
        admin.post(VALIDATING, broken.formatted(",'failurePolicy':'Ignore'"));
        admin.post(MAPS, map("m"));
    }

    @Test
    @Conformance("AdmissionWebhook should honor timeout")
    void aWebhookHasItsTimeAndNoMore() throws Exception {
        String slow = hook.configuration("slow", "/hang", rule("CREATE", "", "configmaps"), ",'timeoutSeconds':1%s");
        admin.post(VALIDATING, slow.formatted(",'failurePolicy':'Fail'"));
        assertThat(admin.refusal(500, "POST", MAPS, map("m"))).contains("context deadline exceeded");
        admin.delete(VALIDATING + "/slow");
        admin.post(VALIDATING, slow.formatted(",'failurePolicy':'Ignore'"));
        admin.post(MAPS, map("m"));
    }

    @Test
    @Conformance("AdmissionWebhook should not be able to mutate or prevent deletion of webhook configuration objects")
    void nobodyLocksTheDoorFromInside() throws Exception {
        String all = rule("*", "admissionregistration.k8s.io", "*");
        admin.post(VALIDATING, hook.configuration("no", "/deny", all, ""));
        admin.post(MUTATING, hook.configuration("mark", "/mark", all, ""));
        admin.post(VALIDATING, hook.configuration("victim", "/allow", rule("CREATE", "", "nodes"), ""));
        admin.post(MUTATING, hook.configuration("victim", "/allow", rule("CREATE", "", "nodes"), ""));
        admin.delete(VALIDATING + "/victim");
        admin.delete(MUTATING + "/victim");
        assertThat(hook.questions()).isEmpty();
    }

    @Test
    @Conformance({
        "AdmissionWebhook patching/updating a validating webhook should work",
        "AdmissionWebhook listing validating webhooks should work"
    })
    void validatingConfigurationsCountAsSoonAsTheyAreWritten() throws Exception {
        admin.post(VALIDATING, hook.configuration("no", "/deny", rule("CREATE", "", "configmaps"), ""));
        admin.refusal(403, "POST", MAPS, map("m1"));
        Json stored = admin.get(VALIDATING + "/no");
        admin.put(VALIDATING + "/no", stored.toString().replace("\"CREATE\"", "\"UPDATE\""));
        admin.post(MAPS, map("m1"));
        admin.expect(
                200,
                "PATCH",
                VALIDATING + "/no",
                "application/json-patch+json",
                "[{'op':'replace','path':'/webhooks/0/rules/0/operations','value':['CREATE']}]");
        admin.refusal(403, "POST", MAPS, map("m2"));
        assertThat(admin.get(VALIDATING + "?labelSelector=test=hook")
                        .at("items")
                        .elements())
                .hasSize(1);
        admin.delete(VALIDATING + "?labelSelector=test=hook");
        admin.post(MAPS, map("m2"));
    }

    @Test
    @Conformance({
        "AdmissionWebhook patching/updating a mutating webhook should work",
        "AdmissionWebhook listing mutating webhooks should work"
    })
    void mutatingConfigurationsCountAsSoonAsTheyAreWritten() throws Exception {
        admin.post(MUTATING, hook.configuration("mark", "/mark", rule("CREATE", "", "configmaps"), ""));
        Json stored = admin.get(MUTATING + "/mark");
        admin.put(MUTATING + "/mark", stored.toString().replace("\"CREATE\"", "\"UPDATE\""));
        assertThat(admin.post(MAPS, map("m1")).at("data").object().size()).isEqualTo(1);
        admin.expect(
                200,
                "PATCH",
                MUTATING + "/mark",
                "application/json-patch+json",
                "[{'op':'replace','path':'/webhooks/0/rules/0/operations','value':['CREATE']}]");
        assertThat(admin.post(MAPS, map("m2")).at("data").object().size()).isEqualTo(2);
        assertThat(admin.get(MUTATING + "?labelSelector=test=hook").at("items").elements())
                .hasSize(1);
        admin.delete(MUTATING + "?labelSelector=test=hook");
        assertThat(admin.post(MAPS, map("m3")).at("data").object().size()).isEqualTo(1);
    }

    @Test
    void selectorsSideEffectsAndAnswersOfOthersAreLookedAt() throws Exception {
        String rule = rule("CREATE", "", "configmaps");
        admin.post(
                VALIDATING,
                hook.configuration("no", "/deny", rule, ",'objectSelector':{'matchLabels':{'asked':'yes'}}"));
        admin.post(MAPS, map("m1"));
        admin.refusal(403, "POST", MAPS, "{'metadata':{'name':'m2','labels':{'asked':'yes'}}}");
        admin.delete(VALIDATING + "/no");
        admin.post(VALIDATING, hook.configuration("wrong", "/wrong", rule, ""));
        assertThat(admin.refusal(500, "POST", MAPS, map("m3")))
                .contains("received invalid webhook response: expected response.uid=");
        admin.delete(VALIDATING + "/wrong");
    }

    @Test
    @Conformance({
        "AdmissionWebhook should reject validating webhook configurations with invalid match conditions",
        "AdmissionWebhook should reject mutating webhook configurations with invalid match conditions"
    })
    void conditionsSayWhichWritesAreAsked() throws Exception {
        String rule = rule("CREATE", "", "configmaps");
        for (String kind : new String[] {VALIDATING, MUTATING}) {
            String broken = hook.configuration("broken", "/deny", rule, condition("object.metadata.name =="));
            assertThat(admin.refusal(422, "POST", kind, broken)).contains("compilation failed");
        }
        admin.post(
                VALIDATING, hook.configuration("some", "/deny", rule, condition("object.metadata.name != 'spared'")));
        admin.post(MAPS, map("spared"));
        admin.refusal(403, "POST", MAPS, map("asked"));
        admin.delete(VALIDATING + "/some");
        admin.post(VALIDATING, hook.configuration("fails", "/allow", rule, condition("object.data.missing == 'a'")));
        assertThat(admin.refusal(403, "POST", MAPS, map("failing"))).contains("no such key");
    }

    private static String condition(String expression) {
        return ",'matchConditions':[{'name':'c','expression':\"" + expression.replace("'", "\\u0027") + "\"}]";
    }
}
