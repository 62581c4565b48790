// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.cli.wiring.RunningServer.Answer;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentsTest extends WholeServer {
    private static final String DEPLOYMENT = """
            {'metadata':{'name':'d','labels':{'app':'d'}},'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'d'}}%s,\
            'template':{'metadata':{'labels':{'app':'d'}},'spec':{'containers':[{'name':'c','image':'one'}]}}}}""";

    private PlayedNode node;

    @BeforeAll
    void join() throws Exception {
        node = PlayedNode.join(server, "n", "", "{'cpu':'8','memory':'8Gi','pods':'110'}");
    }

    @BeforeEach
    void beat() throws Exception {
        node.beat();
    }

    @Test
    @Conformance("Deployment Deployment should have a working scale subresource")
    void aScaleIsReadReplacedAndPatched() throws Exception {
        ready(1, "");
        String scale = deployment() + "/scale";
        Answer read = server.read(scale).is(200);
        assertThat(read.at("spec", "replicas").longOr(-1)).isEqualTo(1);
        assertThat(read.at("status", "replicas").longOr(-1)).isEqualTo(1);
        String two = read.body()
                .object()
                .withoutAt("metadata", "resourceVersion")
                .withAt(Json.of(2), "spec", "replicas")
                .toString();
        assertThat(server.replace(scale, two).is(200).at("spec", "replicas").longOr(-1))
                .isEqualTo(2);
        assertThat(server.read(deployment()).at("spec", "replicas").longOr(-1)).isEqualTo(2);
        server.patch(
                        scale,
                        RunningServer.STRATEGIC,
                        "{'metadata':{'creationTimestamp':null},'spec':{'replicas':4},'status':{'replicas':0}}")
                .is(200);
        assertThat(server.read(deployment()).at("spec", "replicas").longOr(-1)).isEqualTo(4);
        settled(4);
    }

    @Test
    @Conformance("Deployment should validate Deployment Status endpoints")
    void aStatusHasItsDoor() throws Exception {
        ready(1, "");
        Answer current = server.read(deployment() + "/status").is(200);
        var conditions = new ArrayList<>(current.at("status", "conditions").elements());
        conditions.add(
                JsonReader.read(
                        "{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"E2E\",\"message\":\"Set from e2e test\"}"));
        server.replace(
                        deployment() + "/status",
                        server.read(deployment())
                                .body()
                                .object()
                                .withAt(Json.of(conditions), "status", "conditions")
                                .toString())
                .is(200);
        assertThat(server.read(deployment()).at("status", "conditions").toString())
                .contains("StatusUpdate");
        Answer patched = server.patch(
                        deployment() + "/status",
                        RunningServer.MERGE,
                        "{'status':{'conditions':[{'type':'StatusPatched','status':'True'}]}}")
                .is(200);
        assertThat(patched.at("status", "conditions").toString()).contains("StatusPatched");
    }

    @Test
    @Conformance({
        "Deployment RollingUpdateDeployment should delete old pods and create new ones",
        "Deployment deployment should delete old replica sets"
    })
    void aRolloutReplacesPodsAndDropsWhatIsBeyondTheHistory() throws Exception {
        ready(1, ",'revisionHistoryLimit':0");
        String before = only(server.read(in("v1", "pods")).items())
                .at("metadata", "name")
                .text();
        image("two");
        settled(1);
        node.attendUntil(namespace, in("v1", "pods"), pods -> pods.items().size() == 1);
        Json pod = only(server.read(in("v1", "pods")).items());
        assertThat(pod.at("metadata", "name").text()).isNotEqualTo(before);
        assertThat(only(pod.at("spec", "containers").elements()).at("image").text())
                .isEqualTo("two");
        Answer sets = server.awaitItems(in("apps/v1", "replicasets"), 1);
        assertThat(only(sets.items())
                        .at("metadata", "annotations", "deployment.kubernetes.io/revision")
                        .text())
                .isEqualTo("2");
    }

    @Test
    @Conformance("Deployment RecreateDeployment should delete old pods and create new ones")
    void recreatingNeverHasTwoVersionsAtOnce() throws Exception {
        ready(2, ",'strategy':{'type':'Recreate'}");
        image("two");
        Answer going = server.await(
                in("v1", "pods"),
                pods -> pods.items().stream()
                        .allMatch(
                                pod -> !pod.at("metadata", "deletionTimestamp").isNull()));
        assertThat(going.items())
                .hasSize(2)
                .allSatisfy(pod -> assertThat(imageOf(pod)).isEqualTo("one"));
        settled(2);
        assertThat(server.read(in("v1", "pods")).items())
                .hasSize(2)
                .allSatisfy(pod -> assertThat(imageOf(pod)).isEqualTo("two"));
    }

    @Test
    @Conformance("Deployment deployment should support rollover")
    void aSecondChangeOvertakesTheFirst() throws Exception {
        ready(1, ",'strategy':{'rollingUpdate':{'maxUnavailable':0,'maxSurge':1}}");
        image("never-ready");
        server.awaitItems(in("apps/v1", "replicasets"), 2);
        image("two");
        settled(1);
        node.attendUntil(namespace, in("v1", "pods"), pods -> pods.items().size() == 1);
        for (Json set : server.read(in("apps/v1", "replicasets")).items()) {
            boolean isNewest = imageOf(set.at("spec", "template")).equals("two");
            assertThat(set.at("status", "replicas").longOr(0)).isEqualTo(isNewest ? 1 : 0);
        }
    }

    @Test
    @Conformance("Deployment should run the lifecycle of a Deployment")
    void theWholeLifeOfADeployment() throws Exception {
        ready(2, "");
        Answer patched = server.patch(
                        deployment(),
                        RunningServer.STRATEGIC,
                        "{'metadata':{'labels':{'test-deployment':'patched'}},'spec':{'replicas':1,'template':{'spec':{"
                                + "'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'two'}]}}}}")
                .is(200);
        assertThat(patched.at("metadata", "labels", "test-deployment").text()).isEqualTo("patched");
        settled(1);
        assertThat(server.read("/apis/apps/v1/deployments?labelSelector=test-deployment%3Dpatched")
                        .is(200)
                        .items())
                .hasSize(1);
        Answer current = server.read(deployment());
        server.replace(
                        deployment(),
                        current.body()
                                .object()
                                .withAt(Json.of(2), "spec", "replicas")
                                .toString())
                .is(200);
        settled(2);
        assertThat(server.read(deployment() + "/status")
                        .is(200)
                        .at("status", "readyReplicas")
                        .longOr(0))
                .isEqualTo(2);
        server.delete(in("apps/v1", "deployments?labelSelector=app%3Dd"), "").is(200);
        server.awaitGone(deployment());
        node.attendUntil(namespace, in("v1", "pods"), pods -> pods.items().isEmpty());
    }

    private void ready(int replicas, String more) throws Exception {
        server.create(in("apps/v1", "deployments"), DEPLOYMENT.formatted(replicas, more))
                .is(201);
        settled(replicas);
    }

    /// Until the controller has done all that was asked for.
    private void settled(int replicas) throws Exception {
        node.attendUntil(
                namespace,
                deployment(),
                answer -> answer.at("status", "observedGeneration").equals(answer.at("metadata", "generation"))
                        && answer.at("status", "updatedReplicas").longOr(0) == replicas
                        && answer.at("status", "availableReplicas").longOr(0) == replicas
                        && answer.at("status", "replicas").longOr(0) == replicas);
    }

    private void image(String image) throws Exception {
        server.patch(
                        deployment(),
                        RunningServer.STRATEGIC,
                        "{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'%s'}]}}}}".formatted(image))
                .is(200);
    }

    private String deployment() {
        return in("apps/v1", "deployments/d");
    }

    private static String imageOf(Json pod) {
        return only(pod.at("spec", "containers").elements()).at("image").text();
    }

    private static Json only(List<Json> list) {
        assertThat(list).hasSize(1);
        return list.getFirst();
    }
}
