// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the built-in admission plugins do to those who write over a real connection.
class AdmissionThroughApiTest {
    private static final String CORE = "/api/v1/namespaces/plant/";
    private static final String RUNTIME_CLASSES = "/apis/node.k8s.io/v1/runtimeclasses";

    private TestServer server;
    private Api admin;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        admin = Api.of(server);
        admin.post("/api/v1/namespaces", "{'metadata':{'name':'plant'}}");
        admin.post(CORE + "serviceaccounts", "{'metadata':{'name':'default'}}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String pod(String name, String spec) {
        return "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'a','image':'a'}]%s}}".formatted(name, spec);
    }

    @Test
    void whatViolatesTheStandardIsRefusedAndWarnedOf() throws Exception {
        admin.post(CORE + "pods", pod("early", ",'hostNetwork':true"));
        var raised = admin.send(
                "PATCH",
                "/api/v1/namespaces/plant",
                "application/merge-patch+json",
                "{'metadata':{'labels':{'pod-security.kubernetes.io/enforce':'baseline',"
                        + "'pod-security.kubernetes.io/warn':'restricted'}}}");
        assertThat(raised.statusCode()).isEqualTo(200);
        assertThat(raised.headers().firstValue("warning").orElseThrow())
                .contains("existing pods in namespace \\\"plant\\\" violate the new PodSecurity enforce level "
                        + "\\\"baseline:latest\\\"")
                .contains("early: host namespaces");
        assertThat(admin.refusal(403, "POST", CORE + "pods", pod("late", ",'hostNetwork':true")))
                .isEqualTo("pods \"late\" is forbidden: violates PodSecurity \"baseline:latest\": "
                        + "host namespaces (hostNetwork=true)");
        var warned = admin.send("POST", CORE + "pods", "application/json", pod("plain", ""));
        assertThat(warned.statusCode()).isEqualTo(201);
        assertThat(warned.headers().firstValue("warning").orElseThrow())
                .contains("would violate PodSecurity \\\"restricted:latest\\\": allowPrivilegeEscalation != false");
        assertThat(admin.refusal(
                        422,
                        "PATCH",
                        "/api/v1/namespaces/plant",
                        "{'metadata':{'labels':{'pod-security.kubernetes.io/enforce':'tight'}}}"))
                .contains("must be one of privileged, baseline, restricted");
    }

    @Test
    @Conformance("RuntimeClass should reject a Pod requesting a non-existent RuntimeClass")
    void aPodWithoutItsRuntimeClassIsRefused() throws Exception {
        assertThat(admin.refusal(403, "POST", CORE + "pods", pod("p", ",'runtimeClassName':'none'")))
                .isEqualTo("pods \"p\" is forbidden: pod rejected: RuntimeClass \"none\" not found");
    }

    @Test
    @Conformance("RuntimeClass should reject a Pod requesting a deleted RuntimeClass")
    void aPodWhoseRuntimeClassWentIsRefused() throws Exception {
        admin.post(RUNTIME_CLASSES, "{'metadata':{'name':'vm'},'handler':'vm'}");
        admin.post(CORE + "pods", pod("first", ",'runtimeClassName':'vm'"));
        admin.delete(RUNTIME_CLASSES + "/vm");
        assertThat(admin.refusal(403, "POST", CORE + "pods", pod("second", ",'runtimeClassName':'vm'")))
                .contains("RuntimeClass \"vm\" not found");
    }

    @Test
    void ofManyAtOnceAQuotaLetsInExactlyWhatItHasRoomFor() throws Exception {
        admin.post(CORE + "resourcequotas", "{'metadata':{'name':'q'},'spec':{'hard':{'configmaps':'7'}}}");
        admin.post(CORE + "configmaps", "{'metadata':{'name':'before'}}");
        var codes = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writes = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 30; i++) {
                String map = "{'metadata':{'name':'m%d'}}".formatted(i);
                writes.add(() -> admin.send("POST", CORE + "configmaps", "application/json", map)
                        .statusCode());
            }
            for (Future<Integer> write : threads.invokeAll(writes)) {
                codes.add(write.get());
            }
        }
        assertThat(codes).containsOnly(201, 403);
        assertThat(codes.stream().filter(code -> code == 201)).hasSize(6);
        assertThat(used("q", "configmaps")).isEqualTo("7");
        assertThat(admin.refusal(403, "POST", CORE + "configmaps", "{'metadata':{'name':'last'}}"))
                .isEqualTo("configmaps \"last\" is forbidden: exceeded quota: q, requested: configmaps=1, "
                        + "used: configmaps=7, limited: configmaps=7");
    }

    @Test
    void aQuotaOfCoresWantsToKnowHowManyAndKeepsScopesApart() throws Exception {
        admin.post(
                CORE + "resourcequotas",
                "{'metadata':{'name':'cores'},'spec':{'hard':{'requests.cpu':'1','pods':'5'},"
                        + "'scopes':['NotTerminating']}}");
        assertThat(admin.refusal(403, "POST", CORE + "pods", pod("silent", "")))
                .isEqualTo("pods \"silent\" is forbidden: failed quota: cores: must specify requests.cpu for: a");
        admin.post(CORE + "pods", pod("short", ",'activeDeadlineSeconds':60"));
        String asking = pod("asking", "").replace("'image':'a'", "'image':'a','resources':{'requests':{'cpu':'%s'}}");
        assertThat(admin.refusal(403, "POST", CORE + "pods", asking.formatted("2")))
                .contains(
                        "exceeded quota: cores, requested: requests.cpu=2, used: requests.cpu=0, limited: requests.cpu=1");
        admin.expect(201, "POST", CORE + "pods?dryRun=All", "application/json", asking.formatted("1"));
        assertThat(used("cores", "pods")).as("a dry run takes nothing").isEmpty();
        admin.post(CORE + "pods", asking.formatted("600m"));
        assertThat(used("cores", "requests.cpu")).isEqualTo("600m");
        assertThat(used("cores", "pods")).isEqualTo("1");
    }

    private String used(String quota, String name) throws Exception {
        Json status = admin.get(CORE + "resourcequotas/" + quota).at("status");
        return status.at("used", name).text();
    }
}
