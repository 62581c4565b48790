// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.cli.wiring.RunningServer.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Where pods go, and where they do not.
class SchedulingTest extends WholeServer {
    private static final String POD = "{'metadata':{'name':'%s'},'spec':{%s'containers':[{'name':'c','image':'i'%s}]}}";

    private PlayedNode first;
    private PlayedNode second;

    @BeforeAll
    void join() throws Exception {
        first = PlayedNode.join(
                server,
                "first",
                "'kubernetes.io/hostname':'first','e2e':'42'",
                "{'cpu':'2','memory':'2Gi','pods':'110'}");
        second = PlayedNode.join(
                server, "second", "'kubernetes.io/hostname':'second'", "{'cpu':'2','memory':'2Gi','pods':'110'}");
    }

    @BeforeEach
    void beat() throws Exception {
        first.beat();
        second.beat();
    }

    @Test
    @Conformance("SchedulerPredicates validates that NodeSelector is respected if matching")
    void aPodGoesWhereItsSelectorPoints() throws Exception {
        for (int i = 0; i < 4; i++) {
            pod("p" + i, "'nodeSelector':{'e2e':'42'},", "");
            assertThat(bound("p" + i)).isEqualTo("first");
        }
    }

    @Test
    @Conformance("SchedulerPredicates validates that NodeSelector is respected if not matching")
    void aPodWhoseSelectorPointsNowhereWaits() throws Exception {
        pod("p", "'nodeSelector':{'label':'nonempty'},", "");
        assertThat(unschedulable("p")).contains("0/2 nodes are available", "didn't match");
        isEvented("p");
    }

    @Test
    @Conformance("SchedulerPredicates validates resource limits of pods that are allowed to run")
    void aPodThatAsksForMoreThanIsLeftWaits() throws Exception {
        String most = ",'resources':{'requests':{'cpu':'1500m'},'limits':{'cpu':'1500m'}}";
        pod("filler1", "", most);
        pod("filler2", "", most);
        assertThat(bound("filler1")).isNotEqualTo(bound("filler2"));
        pod("p", "", ",'resources':{'requests':{'cpu':'600m'},'limits':{'cpu':'600m'}}");
        assertThat(unschedulable("p")).contains("Insufficient cpu");
        isEvented("p");
        server.delete(in("v1", "pods/filler1"), "{'gracePeriodSeconds':0}").is(200);
        assertThat(bound("p")).isNotEmpty();
        server.delete(in("v1", "pods"), "{'gracePeriodSeconds':0}").is(200);
    }

    @Test
    @Conformance(
            "SchedulerPredicates validates that there exists conflict between pods with same hostPort and protocol but"
                    + " one using 0.0.0.0 hostIP")
    void aPortOnAllAddressesIsTakenOnEach() throws Exception {
        String pinned = "'nodeSelector':{'kubernetes.io/hostname':'first'},";
        pod("all", pinned, ",'ports':[{'containerPort':8080,'hostPort':54322,'protocol':'TCP','hostIP':'0.0.0.0'}]");
        assertThat(bound("all")).isEqualTo("first");
        pod("one", pinned, ",'ports':[{'containerPort':8080,'hostPort':54322,'protocol':'TCP','hostIP':'10.0.0.9'}]");
        assertThat(unschedulable("one")).contains("didn't have free ports");
        pod("udp", pinned, ",'ports':[{'containerPort':8080,'hostPort':54322,'protocol':'UDP','hostIP':'10.0.0.9'}]");
        assertThat(bound("udp")).isEqualTo("first");
    }

    @Test
    @Conformance({
        "RuntimeClass should schedule a Pod requesting a RuntimeClass and initialize its Overhead",
        "RuntimeClass should schedule a Pod requesting a RuntimeClass without PodOverhead"
    })
    void aRuntimeClassBringsItsOverhead() throws Exception {
        String classes = "/apis/node.k8s.io/v1/runtimeclasses";
        server.create(
                        classes,
                        "{'metadata':{'name':'heavy'},'handler':'h','overhead':{'podFixed':{'cpu':'10m','memory':'1Mi'}}}")
                .is(201);
        server.create(classes, "{'metadata':{'name':'light'},'handler':'h'}").is(201);
        pod("heavy", "'runtimeClassName':'heavy',", "");
        pod("light", "'runtimeClassName':'light',", "");
        assertThat(bound("heavy")).isNotEmpty();
        assertThat(bound("light")).isNotEmpty();
        assertThat(server.read(in("v1", "pods/heavy"))
                        .at("spec", "overhead", "cpu")
                        .text())
                .isEqualTo("10m");
        assertThat(server.read(in("v1", "pods/heavy"))
                        .at("spec", "overhead", "memory")
                        .text())
                .isEqualTo("1Mi");
        assertThat(server.read(in("v1", "pods/light")).at("spec", "overhead").isNull())
                .isTrue();
    }

    @Test
    @Conformance("Pods should delete a collection of pods")
    void podsAreDeletedTogether() throws Exception {
        for (int i = 0; i < 3; i++) {
            pod("p" + i, "", "");
            bound("p" + i);
        }
        server.await(in("v1", "pods"), pods -> pods.items().size() == 3);
        server.delete(in("v1", "pods"), "{'gracePeriodSeconds':1}").is(200);
        first.attend(namespace);
        second.attendUntil(namespace, in("v1", "pods"), pods -> pods.items().isEmpty());
    }

    private void pod(String name, String spec, String container) throws Exception {
        server.create(in("v1", "pods"), POD.formatted(name, spec, container)).is(201);
    }

    /// The node that a pod has been bound to.
    private String bound(String pod) throws Exception {
        return server.await(
                        in("v1", "pods/" + pod),
                        answer -> !answer.at("spec", "nodeName").text().isEmpty())
                .at("spec", "nodeName")
                .text();
    }

    /// Why a pod has no node.
    private String unschedulable(String pod) throws Exception {
        Answer answer =
                server.await(in("v1", "pods/" + pod), one -> one.text().contains("\"reason\":\"Unschedulable\""));
        assertThat(answer.at("spec", "nodeName").isNull()).isTrue();
        return answer.at("status", "conditions").toString();
    }

    private void isEvented(String pod) throws Exception {
        server.await(
                in("v1", "events?fieldSelector=reason%3DFailedScheduling%2CinvolvedObject.name%3D" + pod),
                events -> !events.items().isEmpty());
    }
}
