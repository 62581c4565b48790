// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What belongs to something that is deleted goes with it, or is left alone, as whoever deletes it says.
class OwnershipTest extends WholeServer {
    private static final String DEPLOYMENT = """
            {'metadata':{'name':'d'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'d'}},'template':{\
            'metadata':{'labels':{'app':'d'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}""";

    @Test
    @Conformance("Garbage collector should delete RS created by deployment when not orphaning")
    void aReplicaSetGoesWithItsDeployment() throws Exception {
        deployed();
        server.delete(in("apps/v1", "deployments/d"), "{'propagationPolicy':'Background'}")
                .is(200);
        server.awaitItems(in("apps/v1", "replicasets"), 0);
        server.awaitItems(in("v1", "pods"), 0);
    }

    @Test
    @Conformance(
            "Garbage collector should orphan RS created by deployment when deleteOptions.PropagationPolicy is Orphan")
    void aReplicaSetStaysWhereItIsLeftBehind() throws Exception {
        Json set = deployed();
        server.delete(in("apps/v1", "deployments/d"), "{'propagationPolicy':'Orphan'}")
                .is(200);
        server.awaitGone(in("apps/v1", "deployments/d"));
        String path = in("apps/v1", "replicasets/" + set.at("metadata", "name").text());
        var left = server.await(
                path,
                answer -> answer.at("metadata", "ownerReferences").elements().isEmpty());
        assertThat(left.is(200).at("metadata", "uid")).isEqualTo(set.at("metadata", "uid"));
        server.awaitItems(in("v1", "pods"), 2);
    }

    @Test
    @Conformance("Garbage collector should not be blocked by dependency circle")
    void aCircleOfOwnersGoesAsAWhole() throws Exception {
        List<String> uids = new ArrayList<>();
        for (String name : List.of("pod1", "pod2", "pod3")) {
            var pod = server.create(
                            in("v1", "pods"),
                            "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','image':'i'}]}}"
                                    .formatted(name))
                    .is(201);
            uids.add(pod.at("metadata", "uid").text());
        }
        for (int i = 0; i < 3; i++) {
            int owner = (i + 2) % 3;
            server.patch(
                            in("v1", "pods/pod" + (i + 1)),
                            RunningServer.STRATEGIC,
                            "{'metadata':{'ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'pod%d','uid':'%s','controller':true,'blockOwnerDeletion':true}]}}"
                                    .formatted(owner + 1, uids.get(owner)))
                    .is(200);
        }
        server.delete(
                        in("v1", "pods/pod1"),
                        "{'propagationPolicy':'Foreground','preconditions':{'uid':'%s'}}".formatted(uids.getFirst()))
                .is(200);
        server.awaitItems(in("v1", "pods"), 0);
    }

    @Test
    void anOwnerThatWaitsGoesWhenWhatItWaitsForIsTakenFromIt() throws Exception {
        var owner = server.create(in("v1", "configmaps"), "{'metadata':{'name':'owner'}}")
                .is(201);
        server.create(
                        in("v1", "configmaps"),
                        "{'metadata':{'name':'held','finalizers':['e2e.example/hold'],'ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap','name':'owner','uid':'%s','blockOwnerDeletion':true}]}}"
                                .formatted(owner.at("metadata", "uid").text()))
                .is(201);
        server.delete(in("v1", "configmaps/owner"), "{'propagationPolicy':'Foreground'}")
                .is(200);
        server.await(
                in("v1", "configmaps/held"),
                held -> !held.at("metadata", "deletionTimestamp").isNull());
        server.read(in("v1", "configmaps/owner")).is(200);
        server.patch(in("v1", "configmaps/held"), RunningServer.MERGE, "{'metadata':{'ownerReferences':null}}")
                .is(200);
        server.awaitGone(in("v1", "configmaps/owner"));
        server.patch(in("v1", "configmaps/held"), RunningServer.MERGE, "{'metadata':{'finalizers':null}}")
                .is(200);
    }

    /// The ReplicaSet of a deployment whose pods have been made.
    private Json deployed() throws Exception {
        server.create(in("apps/v1", "deployments"), DEPLOYMENT).is(201);
        server.awaitItems(in("v1", "pods"), 2);
        return server.awaitItems(in("apps/v1", "replicasets"), 1).items().getFirst();
    }
}
