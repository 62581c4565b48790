// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.cli.wiring.RunningServer.Answer;
import dev.skerry.foundation.json.Json;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisruptionsTest extends WholeServer {
    private static final String SET = """
            {'metadata':{'name':'r'},'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'r'}},\
            'template':{'metadata':{'labels':{'app':'r'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}""";
    private static final String BUDGET =
            "{'metadata':{'name':'%s','labels':{'suite':'%s'}},'spec':{'%s':%s,'selector':{'matchLabels':{'app':'r'}}}}";

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
    @Conformance("DisruptionController should create a PodDisruptionBudget")
    void aBudgetIsMadeChangedAndDeleted() throws Exception {
        budget("keep", "minAvailable", "1");
        processed("keep");
        server.replace(
                        budgets() + "/keep",
                        server.read(budgets() + "/keep")
                                .body()
                                .object()
                                .withAt(Json.of("2%"), "spec", "minAvailable")
                                .toString())
                .is(200);
        processed("keep");
        assertThat(server.patch(budgets() + "/keep", RunningServer.STRATEGIC, "{'spec':{'minAvailable':'3%'}}")
                        .is(200)
                        .at("spec", "minAvailable")
                        .text())
                .isEqualTo("3%");
        processed("keep");
        server.delete(budgets() + "/keep", "").is(200);
        server.awaitGone(budgets() + "/keep");
    }

    @Test
    @Conformance("DisruptionController Listing PodDisruptionBudgets for all namespaces should list and delete a"
            + " collection of PodDisruptionBudgets")
    void aCollectionIsListedEverywhereAndDeleted() throws Exception {
        for (String name : List.of("one", "two", "three")) {
            budget(name, "minAvailable", "'1%'");
        }
        server.create("/api/v1/namespaces", "{'metadata':{'name':'elsewhere'}}").is(201);
        server.create(
                        "/apis/policy/v1/namespaces/elsewhere/poddisruptionbudgets",
                        BUDGET.formatted("four", namespace, "minAvailable", "1"))
                .is(201);
        String all = "/apis/policy/v1/poddisruptionbudgets?labelSelector=suite=" + namespace;
        assertThat(server.read(all).items()).hasSize(4);
        server.delete(budgets() + "?labelSelector=suite=" + namespace, "").is(200);
        assertThat(server.awaitItems(all, 1)
                        .items()
                        .getFirst()
                        .at("metadata", "name")
                        .text())
                .isEqualTo("four");
    }

    @Test
    @Conformance("DisruptionController should observe PodDisruptionBudget status updated")
    void aStatusFollowsThePods() throws Exception {
        budget("keep", "minAvailable", "1");
        replicas(3);
        Answer seen = node.attendUntil(namespace, budgets() + "/keep", answer -> allowed(answer) == 2);
        assertThat(seen.at("status", "currentHealthy").longOr(0)).isEqualTo(3);
        assertThat(seen.at("status", "desiredHealthy").longOr(0)).isEqualTo(1);
        assertThat(seen.at("status", "expectedPods").longOr(0)).isEqualTo(3);
        assertThat(seen.at("status", "conditions")
                        .elements()
                        .getFirst()
                        .at("reason")
                        .text())
                .isEqualTo("SufficientPods");
    }

    @Test
    @Conformance("DisruptionController should update/patch PodDisruptionBudget status")
    void aStatusIsReplacedAndPatched() throws Exception {
        budget("keep", "minAvailable", "1");
        replicas(3);
        Answer seen = node.attendUntil(namespace, budgets() + "/keep", answer -> allowed(answer) == 2);
        String pod =
                server.read(pods()).items().getFirst().at("metadata", "name").text();
        String at = node.server()
                .read(pods() + "/" + pod)
                .at("metadata", "creationTimestamp")
                .text();
        Answer replaced = server.replace(
                        budgets() + "/keep/status",
                        seen.body()
                                .object()
                                .withAt(Json.of(at), "status", "disruptedPods", pod)
                                .toString())
                .is(200);
        assertThat(replaced.at("status", "disruptedPods").object().has(pod)).isTrue();
        // Whoever is being evicted is not counted as healthy meanwhile.
        server.await(budgets() + "/keep", answer -> allowed(answer) == 1);
        Answer patched = server.patch(
                        budgets() + "/keep/status", RunningServer.MERGE, "{'status':{'disruptedPods':null}}")
                .is(200);
        assertThat(patched.at("status", "disruptedPods").isNull()).isTrue();
        server.await(budgets() + "/keep", answer -> allowed(answer) == 2);
    }

    @Test
    @Conformance("DisruptionController should block an eviction until the PDB is updated to allow it")
    void anEvictionWaitsForItsBudget() throws Exception {
        replicas(3);
        node.attendUntil(namespace, sets() + "/r", answer -> ready(answer) == 3);
        budget("keep", "minAvailable", "3");
        processed("keep");
        String first = podName();
        Answer refused = evict(first).is(429);
        assertThat(refused.at("details", "causes")
                        .elements()
                        .getFirst()
                        .at("reason")
                        .text())
                .isEqualTo("DisruptionBudget");
        assertThat(refused.at("details", "causes")
                        .elements()
                        .getFirst()
                        .at("message")
                        .text())
                .isEqualTo("The disruption budget keep needs 3 healthy pods and has 3 currently");

        minAvailable("2");
        server.await(budgets() + "/keep", answer -> allowed(answer) == 1);
        evict(first).is(201);
        assertThat(condition(server.read(pods() + "/" + first), "DisruptionTarget"))
                .isEqualTo("EvictionByEvictionAPI");
        node.attendUntil(namespace, pods() + "/" + first, answer -> answer.code() == 404);
        node.attendUntil(namespace, sets() + "/r", answer -> ready(answer) == 3);

        minAvailable("3");
        processed("keep");
        String second = podName();
        evict(second).is(429);
        server.delete(budgets() + "/keep", "").is(200);
        server.awaitGone(budgets() + "/keep");
        evict(second).is(201);
    }

    @Test
    void aShareIsOfWhatTheOwnersAreToHave() throws Exception {
        budget("keep", "maxUnavailable", "'30%'");
        replicas(4);
        Answer seen = node.attendUntil(namespace, budgets() + "/keep", answer -> allowed(answer) == 2);
        assertThat(seen.at("status", "expectedPods").longOr(0)).isEqualTo(4);
        server.patch(sets() + "/r", RunningServer.MERGE, "{'spec':{'replicas':10}}")
                .is(200);
        // Ten are wanted, seven of them healthy: until they are there, none may go.
        server.await(
                budgets() + "/keep",
                answer -> answer.at("status", "desiredHealthy").longOr(0) == 7);
        node.attendUntil(namespace, budgets() + "/keep", answer -> allowed(answer) == 3);
    }

    @Test
    void twentyEvictionsAtOnceNeverSpendMoreThanThereIs() throws Exception {
        replicas(20);
        budget("keep", "minAvailable", "15");
        node.attendUntil(namespace, budgets() + "/keep", answer -> allowed(answer) == 5);
        var names = server.read(pods()).items().stream()
                .map(pod -> pod.at("metadata", "name").text())
                .toList();
        try (var tasks = new dev.skerry.foundation.lifecycle.TaskGroup()) {
            for (String name : names) {
                tasks.start("evict", () -> assertThat(evict(name).code()).isIn(201, 429));
            }
            tasks.await();
        }
        assertThat(server.read(pods()).items().stream()
                        .filter(pod -> !pod.at("metadata", "deletionTimestamp").isNull()))
                .hasSize(5);
    }

    private void budget(String name, String field, String value) throws Exception {
        server.create(budgets(), BUDGET.formatted(name, namespace, field, value))
                .is(201);
    }

    private void minAvailable(String value) throws Exception {
        server.patch(budgets() + "/keep", RunningServer.MERGE, "{'spec':{'minAvailable':" + value + "}}")
                .is(200);
    }

    private void processed(String name) throws Exception {
        server.await(
                budgets() + "/" + name,
                answer -> answer.at("status", "observedGeneration").longOr(0)
                        >= answer.at("metadata", "generation").longOr(-1));
    }

    private void replicas(int count) throws Exception {
        server.create(sets(), SET.formatted(count)).is(201);
    }

    private String podName() throws Exception {
        return server.read(pods()).items().stream()
                .filter(pod -> pod.at("metadata", "deletionTimestamp").isNull())
                .findFirst()
                .orElseThrow()
                .at("metadata", "name")
                .text();
    }

    private Answer evict(String pod) throws Exception {
        return server.create(
                pods() + "/" + pod + "/eviction",
                "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'" + pod + "'}}");
    }

    private static String condition(Answer pod, String type) {
        return pod.at("status", "conditions").elements().stream()
                .filter(condition -> condition.at("type").text().equals(type))
                .map(condition -> condition.at("reason").text())
                .findFirst()
                .orElse("none");
    }

    private static long allowed(Answer budget) {
        return budget.at("status", "disruptionsAllowed").longOr(-1);
    }

    private static long ready(Answer set) {
        return set.at("status", "readyReplicas").longOr(0);
    }

    private String budgets() {
        return in("policy/v1", "poddisruptionbudgets");
    }

    private String sets() {
        return in("apps/v1", "replicasets");
    }

    private String pods() {
        return in("v1", "pods");
    }
}
