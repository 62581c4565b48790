// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.cli.wiring.RunningServer.Answer;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaSetsTest extends WholeServer {
    private static final String SET = """
            {'metadata':{'name':'r','labels':{'app':'r'}},'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'r'}},\
            'template':{'metadata':{'labels':{'app':'r'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}""";

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
    @Conformance("ReplicaSet Replicaset should have a working scale subresource")
    void aScaleIsReadReplacedAndPatched() throws Exception {
        ready(1);
        String scale = set() + "/scale";
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
        assertThat(server.read(set()).at("spec", "replicas").longOr(-1)).isEqualTo(2);
        server.patch(
                        scale,
                        RunningServer.STRATEGIC,
                        "{'metadata':{'creationTimestamp':null},'spec':{'replicas':4},'status':{'replicas':0}}")
                .is(200);
        assertThat(server.read(set()).at("spec", "replicas").longOr(-1)).isEqualTo(4);
        node.attendUntil(
                namespace, set(), answer -> answer.at("status", "readyReplicas").longOr(0) == 4);
    }

    @Test
    @Conformance("ReplicaSet Replace and Patch tests")
    void aSetIsReplacedAndPatched() throws Exception {
        ready(1);
        server.replace(
                        set(),
                        server.read(set())
                                .body()
                                .object()
                                .withAt(Json.of(2), "spec", "replicas")
                                .toString())
                .is(200);
        server.await(in("v1", "pods"), pods -> pods.items().size() == 2);
        server.patch(
                        set(),
                        RunningServer.STRATEGIC,
                        "{'metadata':{'labels':{'test-rs':'patched'}},'spec':{'replicas':3,'template':{'spec':{"
                                + "'terminationGracePeriodSeconds':0,'containers':[{'name':'r','image':'pause'}]}}}}")
                .is(200);
        Answer seen = node.attendUntil(
                namespace,
                set(),
                answer -> answer.at("status", "readyReplicas").longOr(0) == 3
                        && answer.at("status", "availableReplicas").longOr(0) == 3);
        assertThat(seen.at("metadata", "labels", "test-rs").text()).isEqualTo("patched");
        Json pod = seen.at("spec", "template", "spec");
        assertThat(pod.at("containers").elements().getFirst().at("image").text())
                .isEqualTo("pause");
        assertThat(pod.at("terminationGracePeriodSeconds").longOr(-1)).isZero();
    }

    @Test
    @Conformance("ReplicaSet should list and delete a collection of ReplicaSets")
    void setsAreListedAndDeletedTogether() throws Exception {
        ready(3);
        server.patch(set(), RunningServer.MERGE, "{'metadata':{'labels':{'of':'%s'}}}".formatted(namespace))
                .is(200);
        String everywhere = "/apis/apps/v1/replicasets?labelSelector=of%3D" + namespace;
        assertThat(server.read(everywhere).is(200).items()).hasSize(1);
        server.delete(in("apps/v1", "replicasets?labelSelector=of%3D" + namespace), "{'gracePeriodSeconds':1}")
                .is(200);
        assertThat(server.read(everywhere).is(200).items()).isEmpty();
        node.attendUntil(namespace, in("v1", "pods"), pods -> pods.items().isEmpty());
    }

    @Test
    @Conformance("ReplicaSet should validate Replicaset Status endpoints")
    void aStatusHasItsDoorAndConditionsOfOthersStay() throws Exception {
        ready(1);
        assertThat(server.read(set() + "/status")
                        .is(200)
                        .at("status", "replicas")
                        .longOr(0))
                .isEqualTo(1);
        Answer current = server.read(set());
        var conditions = new ArrayList<>(current.at("status", "conditions").elements());
        conditions.add(
                JsonReader.read(
                        "{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"E2E\",\"message\":\"Set from e2e test\"}"));
        server.replace(
                        set() + "/status",
                        current.body()
                                .object()
                                .withAt(Json.of(conditions), "status", "conditions")
                                .toString())
                .is(200);
        // The next pass of the controller counts anew, and leaves what others said.
        server.patch(set() + "/scale", RunningServer.MERGE, "{'spec':{'replicas':2}}")
                .is(200);
        Answer later = node.attendUntil(
                namespace, set(), answer -> answer.at("status", "readyReplicas").longOr(0) == 2);
        assertThat(later.at("status", "conditions").toString()).contains("StatusUpdate");
        Answer patched = server.patch(
                        set() + "/status",
                        RunningServer.MERGE,
                        "{'status':{'conditions':[{'type':'StatusPatched','status':'True'}]}}")
                .is(200);
        assertThat(patched.at("status", "conditions").toString()).contains("StatusPatched");
    }

    @Test
    @Conformance("ReplicaSet should adopt matching pods on creation and release no longer matching pods")
    void podsAreAdoptedAndReleased() throws Exception {
        server.create(
                        in("v1", "pods"),
                        "{'metadata':{'name':'p','labels':{'app':'r'}},'spec':{'containers':[{'name':'c','image':'i'}]}}")
                .is(201);
        String pod = in("v1", "pods/p");
        node.attendUntil(
                namespace, pod, answer -> answer.at("status", "phase").text().equals("Running"));
        Answer made =
                server.create(in("apps/v1", "replicasets"), SET.formatted(1)).is(201);
        server.await(
                pod,
                answer -> answer.at("metadata", "ownerReferences")
                        .toString()
                        .contains(made.at("metadata", "uid").text()));
        server.patch(pod, RunningServer.MERGE, "{'metadata':{'labels':{'app':'other'}}}")
                .is(200);
        server.await(
                pod,
                answer -> answer.at("metadata", "ownerReferences").elements().isEmpty());
        server.awaitItems(in("v1", "pods"), 2);
    }

    private void ready(int replicas) throws Exception {
        server.create(in("apps/v1", "replicasets"), SET.formatted(replicas)).is(201);
        node.attendUntil(
                namespace, set(), answer -> answer.at("status", "readyReplicas").longOr(0) == replicas);
    }

    private String set() {
        return in("apps/v1", "replicasets/r");
    }
}
