// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.JsonReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaStatusTest {
    private static KubeObject object(String json) {
        return new KubeObject(JsonReader.read(json.replace('\'', '"')).object());
    }

    private static GroupVersionResource core(String resource) {
        return new GroupVersionResource("", "v1", resource);
    }

    private static String usage(String resource, String json) {
        return ObjectUsage.of(core(resource), object(json)).toString();
    }

    @Test
    void aPodTakesWhatRunsTogetherOrIsNeededToStart() {
        assertThat(usage("pods", """
                {'spec':{'overhead':{'cpu':'50m'},'initContainers':[
                  {'restartPolicy':'Always','resources':{'requests':{'cpu':'100m'}}},
                  {'resources':{'requests':{'cpu':'2'}}}],
                 'containers':[{'resources':{'requests':{'cpu':'500m','example.com/gpu':'1'},'limits':{'memory':'1Gi'}}},
                  {'resources':{'requests':{'cpu':'1'}}}]}}"""))
                .isEqualTo("{count/pods=1, cpu=2150m, limits.memory=1Gi, pods=1, requests.cpu=2150m, "
                        + "requests.example.com/gpu=1}");
    }

    @Test
    void aPodThatIsGivenAnotherSizeTakesTheLarger() {
        String asksForLess = """
                {'spec':{'containers':[{'name':'app','resources':{'requests':{'cpu':'CPU'}}}]},
                 'status':{'containerStatuses':[{'name':'app','allocatedResources':{'cpu':'500m'}}]}}""";
        assertThat(usage("pods", asksForLess.replace("CPU", "100m"))).contains("requests.cpu=500m");
        assertThat(usage("pods", asksForLess.replace("CPU", "700m"))).contains("requests.cpu=700m");
    }

    @Test
    void aPodThatHasEndedTakesItsPlaceInTheStoreOnly() {
        assertThat(usage("pods", "{'status':{'phase':'Succeeded'},'spec':{'containers':[{'name':'a'}]}}"))
                .isEqualTo("{count/pods=1}");
    }

    @Test
    void servicesAndClaimsAreCountedByWhatTheyAre() {
        record Case(String resource, String json, String usage) {}
        for (var c : List.of(
                new Case("services", "{'spec':{'type':'ClusterIP','ports':[{}]}}", "{count/services=1, services=1}"),
                new Case(
                        "services",
                        "{'spec':{'type':'NodePort','ports':[{},{}]}}",
                        "{count/services=1, services=1, services.nodeports=2}"),
                new Case(
                        "services",
                        "{'spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{}]}}",
                        "{count/services=1, services=1, services.loadbalancers=1, services.nodeports=0}"),
                new Case(
                        "persistentvolumeclaims",
                        "{'spec':{'storageClassName':'fast','resources':{'requests':{'storage':'1Gi'}}}}",
                        "{count/persistentvolumeclaims=1, fast.storageclass.storage.k8s.io/persistentvolumeclaims=1, "
                                + "fast.storageclass.storage.k8s.io/requests.storage=1Gi, "
                                + "persistentvolumeclaims=1, requests.storage=1Gi}"))) {
            assertThat(usage(c.resource, c.json)).as(c.json).isEqualTo(c.usage);
        }
    }

    @Test
    void scopesSayWhichPodsAQuotaIsAbout() {
        record Case(String spec, String pod, boolean isCovered) {}
        String plain = "{'containers':[{'name':'a'}]}";
        String asking = "{'containers':[{'name':'a','resources':{'requests':{'cpu':'1'}}}]}";
        for (var c : List.of(
                new Case("'scopes':['BestEffort']", plain, true),
                new Case("'scopes':['BestEffort']", asking, false),
                new Case("'scopes':['NotBestEffort']", asking, true),
                new Case("'scopes':['Terminating']", plain, false),
                new Case("'scopes':['Terminating']", "{'activeDeadlineSeconds':5}", true),
                new Case("'scopes':['NotTerminating','BestEffort']", plain, true),
                new Case(
                        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In',"
                                + "'values':['high']}]}",
                        "{'priorityClassName':'high'}",
                        true),
                new Case(
                        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'DoesNotExist'}]}",
                        "{'priorityClassName':'high'}",
                        false),
                new Case(
                        "'scopes':['CrossNamespacePodAffinity']",
                        "{'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                                + "[{'namespaces':['other']}]}}}",
                        true))) {
            var quota = object("{'spec':{'hard':{'pods':'1'},%s}}".formatted(c.spec));
            assertThat(QuotaStatus.covers(quota, core("pods"), object("{'spec':%s}".formatted(c.pod))))
                    .as(c.toString())
                    .isEqualTo(c.isCovered);
            assertThat(QuotaStatus.covers(quota, core("configmaps"), object("{}")))
                    .isFalse();
        }
    }

    @Test
    void countingAsksForTheKindsThatTheQuotaNames() {
        var quota = object("{'spec':{'hard':{'count/deployments.apps':'2','requests.cpu':'3','secrets':'1'}}}");
        var counted = QuotaStatus.counted(
                quota, resource -> resource.resource().equals("deployments") ? List.of(object("{}")) : List.of());
        assertThat(QuotaStatus.used(counted))
                .isEqualTo(Map.of(
                        "count/deployments.apps", Quantity.of(1),
                        "requests.cpu", Quantity.ZERO,
                        "secrets", Quantity.ZERO));
        assertThat(QuotaStatus.isCurrent(counted)).isTrue();
        assertThat(QuotaStatus.isCurrent(quota)).isFalse();
    }
}
