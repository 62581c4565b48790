// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers that a kube-apiserver v1.36.0 gave to the same requests.
class LikeKubeApiServerTest extends ApiConformance {
    private static final String MAPS = NAMESPACE + "/configmaps";
    private static final String POD = "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'a','image':'i'}]}}";

    @Test
    void whatAdmissionAddsToAPodIsNobodys() throws Exception {
        api.create(NAMESPACE + "/serviceaccounts", "{'metadata':{'name':'default'}}");
        var made = api.create(NAMESPACE + "/pods", POD).is(201);
        Json fields = made.at("metadata", "managedFields").elements().getFirst().at("fieldsV1", "f:spec");
        assertThat(made.at("spec", "serviceAccountName").text()).isEqualTo("default");
        assertThat(fields.object().names())
                .contains("f:containers", "f:restartPolicy")
                .doesNotContain("f:serviceAccountName", "f:priority", "f:tolerations", "f:volumes");
    }

    @Test
    void anAllocatedAddressIsNobodys() throws Exception {
        var made = api.create(NAMESPACE + "/services", "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}");
        assertThat(made.at("spec", "clusterIP").text()).isNotEmpty();
        assertThat(made.at("metadata", "managedFields")
                        .elements()
                        .getFirst()
                        .at("fieldsV1", "f:spec")
                        .object()
                        .names())
                .contains("f:ports", "f:type")
                .doesNotContain("f:clusterIP", "f:clusterIPs");
    }

    @Test
    void aServiceIsShownOnceMoreWhenItIsDeletedAndAConfigMapIsNot() throws Exception {
        api.create(NAMESPACE + "/services", "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}");
        api.create(MAPS, "{'metadata':{'name':'m'}}");
        assertThat(api.delete(NAMESPACE + "/services/s").is(200).name()).isEqualTo("s");
        assertThat(api.delete(MAPS + "/m").is(200).at("status").text()).isEqualTo("Success");
    }

    @Test
    void aPodIsShownMarkedWhenItGoesAtOnce() throws Exception {
        api.create(NAMESPACE + "/serviceaccounts", "{'metadata':{'name':'default'}}");
        api.create(NAMESPACE + "/pods", POD).is(201);
        var last = api.delete(NAMESPACE + "/pods/p").is(200);
        assertThat(last.at("metadata", "deletionTimestamp").text()).isNotEmpty();
        assertThat(last.at("metadata", "deletionGracePeriodSeconds").longOr(-1)).isZero();
        assertThat(last.at("metadata", "generation").longOr(0)).isEqualTo(2);
    }

    @Test
    void aNamespaceThatGoesHasNoGracePeriod() throws Exception {
        api.create("/api/v1/namespaces", "{'metadata':{'name':'n'}}").is(201);
        var marked = api.delete("/api/v1/namespaces/n").is(200);
        assertThat(marked.at("metadata", "deletionTimestamp").text()).isNotEmpty();
        assertThat(marked.at("metadata", "deletionGracePeriodSeconds").isNull()).isTrue();
    }

    @Test
    void aPatchCannotRename() throws Exception {
        api.create(MAPS, "{'metadata':{'name':'m'}}");
        var refused = api.patch(MAPS + "/m", ApiClient.MERGE, "{'metadata':{'name':'other'}}");
        assertThat(refused.is(400).message())
                .isEqualTo("the name of the object (other) does not match the name on the URL (m)");
    }

    @Test
    void patchesThatAreNoneAreRefusedInItsWords() throws Exception {
        api.create(MAPS, "{'metadata':{'name':'m'}}");
        assertThat(api.patch(MAPS + "/m", ApiClient.MERGE, "[]").is(400).message())
                .isEqualTo("error decoding patch: json: cannot unmarshal array into Go value of type"
                        + " map[string]interface {}");
        assertThat(api.patch(MAPS + "/m", ApiClient.MERGE, "{'a':").is(400).message())
                .isEqualTo("error decoding patch: unexpected end of JSON input");
        assertThat(api.patch(MAPS + "/m", "application/strategic-merge-patch+json", "{'a':")
                        .is(400)
                        .message())
                .isEqualTo("unexpected end of JSON input");
        assertThat(api.patch(MAPS + "/m", "application/json-patch+json", "{}")
                        .is(400)
                        .message())
                .isEqualTo("error decoding patch: json: cannot unmarshal object into Go value of type"
                        + " []handlers.jsonPatchOp");
        api.patch(MAPS + "/m", "application/json-patch+json", "[{'op':'odd','path':'/data'}]")
                .is(422);
    }

    @Test
    void aTokenReviewWithoutATokenIsABadRequest() throws Exception {
        var refused = api.create("/apis/authentication.k8s.io/v1/tokenreviews", "{'spec':{}}");
        assertThat(refused.is(400).message()).isEqualTo("token is required for TokenReview in authentication");
    }

    @Test
    void anUpdateOfAnotherObjectOfTheNameIsAConflictAndOneWithoutAVersionIsInvalid() throws Exception {
        String leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
        api.create(leases, "{'metadata':{'name':'l'}}").is(201);
        api.replace(leases + "/l", "{'metadata':{'name':'l','uid':'other'}}").is(409);
        assertThat(api.replace(leases + "/l", "{'metadata':{'name':'l'}}")
                        .is(422)
                        .message())
                .isEqualTo(
                        "leases.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid value: 0: must"
                                + " be specified for an update");
    }

    @Test
    void nothingIsScaledBelowZero() throws Exception {
        String deployments = "/apis/apps/v1/namespaces/default/deployments";
        api.create(
                        deployments,
                        "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{"
                                + "'labels':{'a':'b'}},'spec':{'containers':[{'name':'a','image':'i'}]}}}}")
                .is(201);
        var refused = api.replace(
                deployments + "/d/scale",
                "{'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{'name':'d','namespace':'default'},'spec':{'replicas':-1}}");
        assertThat(refused.is(422).message())
                .isEqualTo("Scale.autoscaling \"d\" is invalid: spec.replicas: Invalid value: -1: must be greater than"
                        + " or equal to 0");
    }

    @ParameterizedTest
    @CsvSource({"configmaps", "pods"})
    void aListCannotBeReplaced(String resource) throws Exception {
        assertThat(api.replace(NAMESPACE + "/" + resource, "{}")
                        .is(405)
                        .at("reason")
                        .text())
                .isEqualTo("MethodNotAllowed");
    }

    @Test
    void oneObjectCannotBeWatchedByItsPath() throws Exception {
        api.create(MAPS, "{'metadata':{'name':'m'}}");
        assertThat(api.read(MAPS + "/m?watch=1").is(200).name()).isEqualTo("m");
    }

    @Test
    void aVersionThatIsNoneIsTheClientsMistake() throws Exception {
        assertThat(api.read(MAPS + "?resourceVersion=odd").is(400).message()).startsWith("invalid resource version: ");
    }

    @Test
    void twoPoliciesOfDeletionAtOnceAreOneTooMany() throws Exception {
        api.create(MAPS, "{'metadata':{'name':'m'}}");
        api.delete(MAPS + "/m?propagationPolicy=Orphan&orphanDependents=true").is(422);
        assertThat(api.delete(MAPS + "/m?gracePeriodSeconds=-5")
                        .is(200)
                        .at("status")
                        .text())
                .isEqualTo("Success");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/default/endpoints, v1 Endpoints is deprecated in v1.33+",
        "/api/v1/componentstatuses, v1 ComponentStatus is deprecated in v1.19+"
    })
    void whoeverUsesWhatIsDeprecatedIsTold(String path, String warning) throws Exception {
        assertThat(api.read(path).headers().firstValue("warning").orElse("")).contains(warning);
    }

    @Test
    void aReviewNamesTheBindingThatAllows() throws Exception {
        String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
        api.create(
                        rbac + "/roles",
                        "{'metadata':{'name':'reader'},'rules':[{'apiGroups':[''],'resources':['pods'],'verbs':['get']}]}")
                .is(201);
        api.create(
                        rbac + "/rolebindings",
                        "{'metadata':{'name':'alice'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role',"
                                + "'name':'reader'},'subjects':[{'kind':'User','name':'alice'}]}")
                .is(201);
        var review = api.create(
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                "{'spec':{'user':'alice','resourceAttributes':{'namespace':'default','verb':'get','resource':'pods'}}}");
        assertThat(review.at("status", "reason").text())
                .isEqualTo("RBAC: allowed by RoleBinding \"alice/default\" of Role \"reader\" to User \"alice\"");
    }

    @Test
    void whatAServiceAsksForOutsideOfTheRangesIsRefused() throws Exception {
        String services = NAMESPACE + "/services";
        String address = "{'metadata':{'name':'s'},'spec':{'clusterIP':'10.99.0.1','ports':[{'port':80}]}}";
        assertThat(api.create(services, address).is(422).message())
                .endsWith(
                        "spec.clusterIPs: Invalid value: [\"10.99.0.1\"]: failed to allocate IP 10.99.0.1: the provided"
                                + " network does not match the current range");
        String port = "{'metadata':{'name':'s'},'spec':{'type':'NodePort','ports':[{'port':80,'nodePort':80}]}}";
        assertThat(api.create(services, port).is(422).message())
                .endsWith(
                        "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range"
                                + " of valid ports is 30000-32767");
    }

    @Test
    void generationsBeginWhereTheyCount() throws Exception {
        Map<String, String> bodies = Map.of(
                "/apis/scheduling.k8s.io/v1/priorityclasses", "{'metadata':{'name':'g'},'value':1}",
                "/apis/networking.k8s.io/v1/ingressclasses",
                        "{'metadata':{'name':'g'},'spec':{'controller':'example.com/c'}}");
        for (var body : bodies.entrySet()) {
            assertThat(api.create(body.getKey(), body.getValue())
                            .is(201)
                            .at("metadata", "generation")
                            .longOr(0))
                    .as(body.getKey())
                    .isEqualTo(1);
        }
        var service = api.create(
                "/apis/apiregistration.k8s.io/v1/apiservices",
                "{'metadata':{'name':'v1.g.example'},'spec':{'group':'g.example','version':'v1','groupPriorityMinimum':1,"
                        + "'versionPriority':1,'service':{'name':'s','namespace':'default'}}}");
        assertThat(service.is(201).at("metadata", "generation").isNull()).isTrue();
    }
}
