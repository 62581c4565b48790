// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Policies of both kinds over HTTP.
class AdmissionPolicyTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POLICIES = GROUP + "validatingadmissionpolicies";
    private static final String BINDINGS = GROUP + "validatingadmissionpolicybindings";
    private static final String MUTATING = GROUP + "mutatingadmissionpolicies";
    private static final String MUTATING_BINDINGS = GROUP + "mutatingadmissionpolicybindings";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static final String ON_DEPLOYMENTS = "'matchConstraints':{'resourceRules':[{'apiGroups':['apps'],"
            + "'apiVersions':['v1'],'operations':['CREATE','UPDATE'],'resources':['deployments']}]}";
    private static final String ON_MAPS = "'matchConstraints':{'resourceRules':[{'apiGroups':[''],"
            + "'apiVersions':['v1'],'operations':['CREATE','UPDATE','DELETE'],'resources':['configmaps']}]}";

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
    @Conformance("ValidatingAdmissionPolicy should validate against a Deployment")
    void aPolicyRefusesWhatItDoesNotLike() throws Exception {
        validate(
                "replicas",
                ON_DEPLOYMENTS + ",'validations':[{'expression':'object.spec.replicas > 1',"
                        + "'messageExpression':'\\\"wants \\\" + string(object.spec.replicas)'},"
                        + "{'expression':'namespaceObject.metadata.name == \\\"default\\\"','message':'wrong namespace'}]");
        api.post(DEPLOYMENTS, deployment("two", 2));
        assertThat(api.refusal(422, "POST", DEPLOYMENTS, deployment("one", 1)))
                .isEqualTo("deployments.apps \"one\" is forbidden: ValidatingAdmissionPolicy 'replicas' with binding"
                        + " 'replicas' denied request: wants 1");
        assertThat(api.refusal(422, "PATCH", DEPLOYMENTS + "/two", "{'spec':{'replicas':0}}"))
                .contains("denied request: wants 0");
    }

    @Test
    @Conformance("ValidatingAdmissionPolicy should allow expressions to refer variables.")
    void expressionsReferToVariables() throws Exception {
        validate(
                "replicas",
                ON_DEPLOYMENTS + ",'variables':[{'name':'replicas','expression':'object.spec.replicas'},"
                        + "{'name':'oddReplicas','expression':'variables.replicas % 2 == 1'}],"
                        + "'validations':[{'expression':'variables.replicas > 1'},{'expression':'variables.oddReplicas'}]");
        api.post(DEPLOYMENTS, deployment("three", 3));
        assertThat(api.refusal(422, "POST", DEPLOYMENTS, deployment("one", 1)))
                .contains("denied request: failed expression: variables.replicas > 1");
        assertThat(api.refusal(422, "POST", DEPLOYMENTS, deployment("four", 4)))
                .contains("denied request: failed expression: variables.oddReplicas");
    }

    @Test
    void whatDoesNotCompileIsRefusedWhenItIsWritten() throws Exception {
        String policy = policy(
                "ValidatingAdmissionPolicy",
                "bad",
                ON_MAPS
                        + ",'matchConditions':[{'name':'c','expression':'object.metadata.'}],"
                        + "'validations':[{'expression':'object.spec.replicas + 1'},{'expression':'nothing == 1'}]");
        assertThat(api.refusal(422, "POST", POLICIES, policy))
                .contains(
                        "spec.matchConditions[0].expression: Invalid value: \"object.metadata.\": compilation failed: ERROR:")
                .contains("spec.validations[1].expression: Invalid value: \"nothing == 1\": compilation failed: ERROR:"
                        + " <input>:1:1: undeclared reference to 'nothing' (in container '')");
        String webhook = "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingWebhookConfiguration',"
                + "'metadata':{'name':'w'},'webhooks':[{'name':'a.b.example','sideEffects':'None',"
                + "'admissionReviewVersions':['v1'],'clientConfig':{'url':'https://127.0.0.1/x'},"
                + "'matchConditions':[{'name':'m','expression':'... [}'}]}]}";
        assertThat(api.refusal(422, "POST", GROUP + "validatingwebhookconfigurations", webhook))
                .contains("webhooks[0].matchConditions[0].expression")
                .contains("compilation failed");
    }

    @Test
    void typesOfBuiltInKindsAreCheckedForTheStatus() throws Exception {
        Json policy = api.post(
                POLICIES,
                policy(
                        "ValidatingAdmissionPolicy",
                        "typed",
                        ON_DEPLOYMENTS
                                + ",'validations':[{'expression':'object.spec.replicsa > 1'},"
                                + "{'expression':'object.spec.replicas > 1'}]"));
        assertThat(policy.at("status", "typeChecking", "expressionWarnings").elements())
                .hasSize(1);
        Json warning = policy.at("status", "typeChecking", "expressionWarnings")
                .elements()
                .getFirst();
        assertThat(warning.at("fieldRef").text()).isEqualTo("spec.validations[0].expression");
        assertThat(warning.at("warning").text())
                .contains("apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'replicsa'");
    }

    @Test
    void bindingsSayWhatFollowsAndParametersWhatIsAllowed() throws Exception {
        api.post(MAPS, "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'limits'},'data':{'max':'3'}}");
        api.post(
                POLICIES,
                policy(
                        "ValidatingAdmissionPolicy",
                        "limited",
                        ON_DEPLOYMENTS
                                + ",'paramKind':{'apiVersion':'v1','kind':'ConfigMap'},"
                                + "'validations':[{'expression':'object.spec.replicas <= int(params.data.max)',"
                                + "'reason':'Forbidden'}]"));
        String param = "'paramRef':{'name':'limits','namespace':'default','parameterNotFoundAction':'Deny'}";
        bind("ValidatingAdmissionPolicyBinding", BINDINGS, "limited", param + ",'validationActions':['Warn']");
        var warned = api.send("POST", DEPLOYMENTS, "application/json", deployment("five", 5));
        assertThat(warned.statusCode()).isEqualTo(201);
        assertThat(warned.headers().allValues("warning").toString())
                .contains("Validation failed for ValidatingAdmissionPolicy 'limited' with binding 'limited'");
        api.merge(BINDINGS + "/limited", "{'spec':{'validationActions':['Deny']}}");
        assertThat(api.refusal(403, "POST", DEPLOYMENTS, deployment("six", 6))).contains("denied request");
        api.delete(MAPS + "/limits");
        assertThat(api.refusal(422, "POST", DEPLOYMENTS, deployment("two", 2)))
                .contains("no params found for policy binding with `Deny` parameterNotFoundAction");
    }

    @Test
    void aFailureIsARefusalUnlessThePolicySaysOtherwise() throws Exception {
        validate(
                "strict",
                ON_MAPS + ",'matchConditions':[{'name':'not-kept',"
                        + "'expression':'request.name != \\\"kept\\\"'}],"
                        + "'validations':[{'expression':'object.data.missing == \\\"x\\\"'}]");
        api.post(MAPS, "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'kept'}}");
        assertThat(api.refusal(422, "POST", MAPS, "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'m'}}"))
                .contains("resulted in error: no such key: data");
        api.merge(POLICIES + "/strict", "{'spec':{'failurePolicy':'Ignore'}}");
        api.post(MAPS, "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'m'}}");
    }

    @Test
    void rightsCanBeAskedFor() throws Exception {
        validate(
                "rights",
                ON_MAPS + ",'validations':[{'expression':'authorizer.group(\\\"\\\").resource("
                        + "\\\"secrets\\\").namespace(\\\"default\\\").check(\\\"get\\\").allowed()'},"
                        + "{'expression':'authorizer.serviceAccount(\\\"default\\\", \\\"nobody\\\").group(\\\"\\\").resource("
                        + "\\\"secrets\\\").check(\\\"get\\\").allowed() == false'}]");
        api.post(MAPS, "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'m'}}");
    }

    @Test
    @Conformance({
        "MutatingAdmissionPolicy should mutate a Deployment",
        "MutatingAdmissionPolicy should mutate a Deployment with annotations"
    })
    void aPolicyChangesWhatIsWritten() throws Exception {
        mutate(
                "scaled",
                ON_DEPLOYMENTS + ",'reinvocationPolicy':'Never','mutations':[{'patchType':'ApplyConfiguration',"
                        + "'applyConfiguration':{'expression':'Object{spec: Object.spec{replicas: object.spec.replicas + 100},"
                        + " metadata: Object.metadata{annotations: {\\\"seen\\\": \\\"yes\\\"}}}'}}]");
        mutate(
                "tagged",
                ON_DEPLOYMENTS + ",'reinvocationPolicy':'Never','mutations':[{'patchType':'JSONPatch',"
                        + "'jsonPatch':{'expression':'[JSONPatch{op: \\\"test\\\", path: \\\"/spec/replicas\\\", value: 101},"
                        + " JSONPatch{op: \\\"add\\\", path: \\\"/metadata/labels/\\\" + jsonpatch.escapeKey(\\\"a/b\\\"),"
                        + " value: \\\"c\\\"}]'}}]");
        Json made = api.post(DEPLOYMENTS, deployment("one", 1));
        assertThat(made.at("spec", "replicas").longOr(0)).isEqualTo(101);
        assertThat(made.at("metadata", "annotations", "seen").text()).isEqualTo("yes");
        assertThat(made.at("metadata", "labels").at("a/b").text()).isEqualTo("c");
        assertThat(made.at("metadata", "labels", "app").text()).isEqualTo("a");
        Json stored = api.get(DEPLOYMENTS + "/one");
        assertThat(stored.at("spec")).isEqualTo(made.at("spec"));
    }

    @Test
    void aMutationMustNotMakeAnotherObject() throws Exception {
        mutate(
                "renaming",
                ON_DEPLOYMENTS + ",'reinvocationPolicy':'Never','mutations':[{'patchType':'JSONPatch',"
                        + "'jsonPatch':{'expression':'[JSONPatch{op: \\\"replace\\\", path: \\\"/metadata/name\\\","
                        + " value: \\\"other\\\"}]'}}]");
        assertThat(api.refusal(422, "POST", DEPLOYMENTS, deployment("one", 1)))
                .contains("policy 'renaming' with binding 'renaming' denied request");
    }

    @Test
    @Conformance({
        "ValidatingAdmissionPolicy should support ValidatingAdmissionPolicy API operations",
        "ValidatingAdmissionPolicy should support ValidatingAdmissionPolicyBinding API operations",
        "MutatingAdmissionPolicy should support MutatingAdmissionPolicy API operations",
        "MutatingAdmissionPolicy should support MutatingAdmissionPolicyBinding API operations"
    })
    void policiesAndBindingsAreOrdinaryObjects() throws Exception {
        String resources =
                api.get("/apis/admissionregistration.k8s.io/v1").at("resources").toString();
        assertThat(resources)
                .contains("\"validatingadmissionpolicies/status\"")
                .contains("\"mutatingadmissionpolicybindings\"");
        String validations = ON_MAPS + ",'validations':[{'expression':'true'}]";
        String mutations = ON_MAPS + ",'reinvocationPolicy':'Never','mutations':[{'patchType':'JSONPatch',"
                + "'jsonPatch':{'expression':'[]'}}]";
        operations(POLICIES, "ValidatingAdmissionPolicy", validations);
        operations(BINDINGS, "ValidatingAdmissionPolicyBinding", "'policyName':'p','validationActions':['Deny']");
        operations(MUTATING, "MutatingAdmissionPolicy", mutations);
        operations(MUTATING_BINDINGS, "MutatingAdmissionPolicyBinding", "'policyName':'p'");
        Json policy = api.post(POLICIES, policy("ValidatingAdmissionPolicy", "s", validations));
        Json status = api.merge(
                POLICIES + "/s/status",
                "{'status':{'conditions':[{'type':'Seen','status':'True','reason':'R','message':'m',"
                        + "'lastTransitionTime':'2024-01-01T00:00:00Z'}]}}");
        assertThat(status.at("status", "conditions").elements()).hasSize(1);
        assertThat(status.at("spec")).isEqualTo(policy.at("spec"));
        assertThat(api.get(POLICIES + "/s/status").at("status")).isEqualTo(status.at("status"));
    }

    private void operations(String path, String kind, String spec) throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            Json made = api.post(
                    path,
                    policy(kind, name, spec)
                            .replace("'name':'" + name + "'", "'name':'" + name + "','labels':{'x':'y'}"));
            assertThat(api.get(path + "/" + name).at("spec")).isEqualTo(made.at("spec"));
        }
        assertThat(api.get(path + "?labelSelector=x%3Dy").at("items").elements())
                .hasSize(3);
        assertThat(api.merge(path + "/a", "{'metadata':{'annotations':{'patched':'true'}}}")
                        .at("metadata", "annotations", "patched")
                        .text())
                .isEqualTo("true");
        String body = api.get(path + "/a").toString().replace("\"patched\":\"true\"", "\"updated\":\"true\"");
        var updated = api.send("PUT", path + "/a", "application/json", body.replace("'", "\\u0027"));
        assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
        assertThat(updated.body()).contains("\"updated\":\"true\"");
        String version = api.get(path).at("metadata", "resourceVersion").text();
        api.delete(path + "/a");
        try (var watch = api.watch(path + "?watch=1&timeoutSeconds=1&resourceVersion=" + version)) {
            assertThat(new String(watch.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("\"type\":\"DELETED\"");
        }
        api.delete(path + "?labelSelector=x%3Dy");
        assertThat(api.get(path).at("items").elements()).isEmpty();
    }

    private void validate(String name, String spec) throws Exception {
        api.post(POLICIES, policy("ValidatingAdmissionPolicy", name, spec));
        bind("ValidatingAdmissionPolicyBinding", BINDINGS, name, "'validationActions':['Deny']");
    }

    private void mutate(String name, String spec) throws Exception {
        api.post(MUTATING, policy("MutatingAdmissionPolicy", name, spec));
        bind("MutatingAdmissionPolicyBinding", MUTATING_BINDINGS, name, "'matchResources':{}");
    }

    private void bind(String kind, String path, String name, String spec) throws Exception {
        api.post(path, policy(kind, name, "'policyName':'" + name + "'," + spec));
    }

    private static String policy(String kind, String name, String spec) {
        return "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'" + kind + "','metadata':{'name':'" + name
                + "'},'spec':{" + spec + "}}";
    }

    private static String deployment(String name, int replicas) {
        return "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'" + name
                + "','labels':{'app':'a'}},'spec':{'replicas':" + replicas
                + ",'selector':{'matchLabels':{'app':'a'}},'template':{'metadata':{'labels':{'app':'a'}},"
                + "'spec':{'containers':[{'name':'c','image':'i'}]}}}}";
    }
}
