// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.JsonReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a quota has counted follows what there is.
class QuotaCountsTest extends WholeServer {
    private static final String POD = "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','image':'i'%s}]%s}}";
    private static final String AMOUNTS =
            ",'resources':{'requests':{'cpu':'500m','memory':'200Mi'},'limits':{'cpu':'1','memory':'400Mi'}}";
    private static final String USED =
            "{'pods':'1','requests.cpu':'500m','requests.memory':'200Mi','limits.cpu':'1','limits.memory':'400Mi'}";

    @Test
    @Conformance("ResourceQuota should create a ResourceQuota and ensure its status is promptly calculated.")
    void aQuotaIsCountedAtOnce() throws Exception {
        quota("q", "'pods':'5','services':'10','resourcequotas':'1','secrets':'10','configmaps':'10'", "");
        uses("q", "{'pods':'0','services':'0','resourcequotas':'1','secrets':'0'}");
    }

    @Test
    @Conformance({
        "ResourceQuota should create a ResourceQuota and capture the life of a configMap.",
        "ResourceQuota should create a ResourceQuota and capture the life of a secret."
    })
    void configurationIsCountedAndGivenBack() throws Exception {
        server.await(in("v1", "configmaps/kube-root-ca.crt"), answer -> answer.code() == 200);
        quota("q", "'configmaps':'2','secrets':'1'", "");
        uses("q", "{'configmaps':'1','secrets':'0'}");
        server.create(in("v1", "configmaps"), "{'metadata':{'name':'a'}}").is(201);
        server.create(in("v1", "secrets"), "{'metadata':{'name':'a'}}").is(201);
        uses("q", "{'configmaps':'2','secrets':'1'}");
        assertThat(server.create(in("v1", "secrets"), "{'metadata':{'name':'b'}}")
                        .is(403)
                        .at("message")
                        .text())
                .contains("exceeded quota: q, requested: secrets=1, used: secrets=1, limited: secrets=1");
        server.delete(in("v1", "configmaps/a"), "").is(200);
        server.delete(in("v1", "secrets/a"), "").is(200);
        uses("q", "{'configmaps':'1','secrets':'0'}");
    }

    @Test
    @Conformance("ResourceQuota should create a ResourceQuota and capture the life of a service.")
    void servicesAreCountedByTheirKind() throws Exception {
        quota("q", "'services':'2','services.nodeports':'1','services.loadbalancers':'0'", "");
        uses("q", "{'services':'0','services.nodeports':'0','services.loadbalancers':'0'}");
        server.create(in("v1", "services"), service("inner", "ClusterIP")).is(201);
        server.create(in("v1", "services"), service("outer", "NodePort")).is(201);
        server.create(in("v1", "services"), service("balanced", "LoadBalancer")).is(403);
        uses("q", "{'services':'2','services.nodeports':'1'}");
        server.delete(in("v1", "services/inner"), "").is(200);
        server.delete(in("v1", "services/outer"), "").is(200);
        uses("q", "{'services':'0','services.nodeports':'0'}");
    }

    @Test
    @Conformance("ResourceQuota should create a ResourceQuota and capture the life of a pod.")
    void podsAreCountedWithWhatTheyAskFor() throws Exception {
        quota("q", "'pods':'5','cpu':'1','memory':'500Mi','requests.example.com/dongle':'3'", "");
        uses("q", "{'pods':'0','cpu':'0','memory':'0'}");
        String dongle = ",'resources':{'requests':{'cpu':'500m','memory':'252Mi','example.com/dongle':'2'},"
                + "'limits':{'example.com/dongle':'2'}}";
        var made =
                server.create(in("v1", "pods"), POD.formatted("p", dongle, "")).is(201);
        uses("q", "{'pods':'1','cpu':'500m','memory':'252Mi','requests.example.com/dongle':'2'}");
        server.create(in("v1", "pods"), POD.formatted("large", AMOUNTS.replace("500m", "600m"), ""))
                .is(403);
        server.create(in("v1", "pods"), POD.formatted("many", dongle.replace("252Mi", "100Mi"), ""))
                .is(403);
        server.patch(
                        in("v1", "pods/p"),
                        RunningServer.STRATEGIC,
                        "{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'1500m'}}}]}}")
                .is(422);
        uses("q", "{'pods':'1','cpu':'500m'}");
        server.delete(in("v1", "pods/p"), "{'gracePeriodSeconds':0}").is(200);
        uses("q", "{'pods':'0','cpu':'0','memory':'0','requests.example.com/dongle':'0'}");
    }

    @Test
    @Conformance({
        "ResourceQuota should create a ResourceQuota and capture the life of a replica set.",
        "ResourceQuota should create a ResourceQuota and capture the life of a replication controller."
    })
    void whatMakesPodsIsCountedItself() throws Exception {
        quota("q", "'count/replicasets.apps':'1','replicationcontrollers':'1'", "");
        uses("q", "{'count/replicasets.apps':'0','replicationcontrollers':'0'}");
        String template =
                "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}";
        server.create(
                        in("apps/v1", "replicasets"),
                        "{'metadata':{'name':'r'},'spec':{'replicas':0,'selector':{'matchLabels':{'a':'b'}},%s}}"
                                .formatted(template))
                .is(201);
        server.create(
                        in("v1", "replicationcontrollers"),
                        "{'metadata':{'name':'r'},'spec':{'replicas':0,'selector':{'a':'b'},%s}}".formatted(template))
                .is(201);
        uses("q", "{'count/replicasets.apps':'1','replicationcontrollers':'1'}");
        server.delete(in("apps/v1", "replicasets/r"), "").is(200);
        server.delete(in("v1", "replicationcontrollers/r"), "").is(200);
        uses("q", "{'count/replicasets.apps':'0','replicationcontrollers':'0'}");
    }

    @Test
    @Conformance("ResourceQuota should verify ResourceQuota with best effort scope.")
    void podsThatAskForNothingAreCountedApart() throws Exception {
        quota("best", "'pods':'5'", ",'scopes':['BestEffort']");
        quota("rest", "'pods':'5'", ",'scopes':['NotBestEffort']");
        server.create(in("v1", "pods"), POD.formatted("p", "", "")).is(201);
        uses("best", "{'pods':'1'}");
        uses("rest", "{'pods':'0'}");
        server.delete(in("v1", "pods/p"), "{'gracePeriodSeconds':0}").is(200);
        uses("best", "{'pods':'0'}");
        server.create(in("v1", "pods"), POD.formatted("p", AMOUNTS, "")).is(201);
        uses("rest", "{'pods':'1'}");
        uses("best", "{'pods':'0'}");
        server.delete(in("v1", "pods/p"), "{'gracePeriodSeconds':0}").is(200);
        uses("rest", "{'pods':'0'}");
    }

    @Test
    @Conformance("ResourceQuota should verify ResourceQuota with terminating scopes.")
    void podsThatEndByThemselvesAreCountedApart() throws Exception {
        String hard = "'pods':'5','requests.cpu':'1','requests.memory':'500Mi','limits.cpu':'2','limits.memory':'1Gi'";
        quota("ending", hard, ",'scopes':['Terminating']");
        quota("lasting", hard, ",'scopes':['NotTerminating']");
        String none = "{'pods':'0','requests.cpu':'0','requests.memory':'0','limits.cpu':'0','limits.memory':'0'}";
        for (String which : List.of("lasting", "ending")) {
            String other = which.equals("ending") ? "lasting" : "ending";
            String deadline = which.equals("ending") ? ",'activeDeadlineSeconds':3600" : "";
            server.create(in("v1", "pods"), POD.formatted("p", AMOUNTS, deadline))
                    .is(201);
            uses(which, USED);
            uses(other, none);
            server.delete(in("v1", "pods/p"), "{'gracePeriodSeconds':0}").is(200);
            uses(which, none);
        }
    }

    @Test
    @Conformance("ResourceQuota should apply changes to a resourcequota status")
    void aStatusThatIsWrittenIsSetRightAgain() throws Exception {
        quota("q", "'cpu':'1','memory':'500Mi'", "");
        String path = in("v1", "resourcequotas/q");
        uses("q", "{'cpu':'0','memory':'0'}");
        var widened = server.patch(path, RunningServer.STRATEGIC, "{'spec':{'hard':{'cpu':'2','memory':'1Gi'}}}");
        assertThat(widened.is(200).at("spec", "hard", "cpu").text()).isEqualTo("2");
        server.await(path, quota -> quota.at("status", "hard").equals(widened.at("spec", "hard")));
        var patched = server.patch(
                        path + "/status", RunningServer.MERGE, "{'status':{'hard':{'cpu':'5','memory':'5Gi'}}}")
                .is(200);
        assertThat(patched.at("status", "hard", "cpu").text()).isEqualTo("5");
        assertThat(patched.at("spec")).isEqualTo(widened.at("spec"));
        server.await(path, quota -> quota.at("status", "hard").equals(widened.at("spec", "hard")));
    }

    private void quota(String name, String hard, String more) throws Exception {
        server.create(
                        in("v1", "resourcequotas"),
                        "{'metadata':{'name':'%s'},'spec':{'hard':{%s}%s}}".formatted(name, hard, more))
                .is(201);
    }

    /// Waits until the quota has counted that, and maybe more.
    private void uses(String quota, String used) throws Exception {
        var wanted = JsonReader.read(used.replace('\'', '"')).object();
        server.await(
                in("v1", "resourcequotas/" + quota),
                answer -> wanted.fields().entrySet().stream()
                        .allMatch(field ->
                                answer.at("status", "used", field.getKey()).equals(field.getValue())));
    }

    private static String service(String name, String type) {
        return "{'metadata':{'name':'%s'},'spec':{'type':'%s','ports':[{'port':80}]}}".formatted(name, type);
    }
}
