// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.CREATE;
import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.DELETE;
import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.access.FixedClock;
import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.foundation.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PodPluginsTest {
    private static final String START = "2026-11-23T09:00:00Z";

    private final ObjectTable objects = new ObjectTable();
    private final FixedClock clock = new FixedClock(START);
    private final ServiceAccountAdmission accounts = new ServiceAccountAdmission(objects, clock, new Random(1));
    private final Priority priority = new Priority(objects);

    private static AdmissionCase pod(String spec) {
        return AdmissionCase.of(CREATE, "pods")
                .object("{'kind':'Pod','metadata':{'namespace':'plant','name':'p'},'spec':%s}".formatted(spec));
    }

    @Test
    void aPodRunsAsTheDefaultAccountWithATokenInEachContainer() {
        objects.put("serviceaccounts", """
                {'metadata':{'namespace':'plant','name':'default'},'imagePullSecrets':[{'name':'registry'}]}""");
        KubeObject pod = pod("""
                {'initContainers':[{'name':'i'}],'containers':[{'name':'a'},
                 {'name':'b','volumeMounts':[{'name':'own','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]}],
                 'volumes':[{'name':'own','emptyDir':{}}]}""").mutatedBy(accounts);
        assertThat(pod.at("spec", "serviceAccountName").text()).isEqualTo("default");
        assertThat(pod.at("spec", "imagePullSecrets").toString()).isEqualTo("[{\"name\":\"registry\"}]");
        var volume = pod.at("spec", "volumes").elements().get(1);
        String name = volume.at("name").text();
        assertThat(name).matches("kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(volume.at("projected").toString())
                .isEqualTo("{\"sources\":[{\"serviceAccountToken\":{\"expirationSeconds\":3607,\"path\":\"token\"}},"
                        + "{\"configMap\":{\"name\":\"kube-root-ca.crt\",\"items\":[{\"key\":\"ca.crt\","
                        + "\"path\":\"ca.crt\"}]}},{\"downwardAPI\":{\"items\":[{\"path\":\"namespace\","
                        + "\"fieldRef\":{\"apiVersion\":\"v1\",\"fieldPath\":\"metadata.namespace\"}}]}}],"
                        + "\"defaultMode\":420}");
        assertThat(mounts(pod, "initContainers", 0)).containsExactly(name);
        assertThat(mounts(pod, "containers", 0)).containsExactly(name);
        assertThat(mounts(pod, "containers", 1)).containsExactly("own");
    }

    @Test
    void podOrAccountMayDeclineTheToken() {
        objects.put("serviceaccounts", """
                {'metadata':{'namespace':'plant','name':'shy'},'automountServiceAccountToken':false}""");
        String shy = "{'serviceAccountName':'shy','containers':[{'name':'a'}]%s}";
        assertThat(pod(shy.formatted(""))
                        .mutatedBy(accounts)
                        .at("spec", "volumes")
                        .elements())
                .isEmpty();
        assertThat(pod(shy.formatted(",'automountServiceAccountToken':true"))
                        .mutatedBy(accounts)
                        .at("spec", "volumes")
                        .elements())
                .hasSize(1);
    }

    @Test
    void aMissingDefaultAccountIsWaitedForAndANamedOneIsNot() {
        assertThatThrownBy(() -> pod("{'serviceAccountName':'x'}").mutatedBy(accounts))
                .hasMessage("pods \"p\" is forbidden: error looking up service account plant/x: "
                        + "serviceaccount \"x\" not found");
        assertThat(clock.now()).isEqualTo(Instant.parse(START));
        assertThatThrownBy(() -> pod("{}").mutatedBy(accounts)).hasMessageContaining("serviceaccount \"default\"");
        assertThat(clock.now()).isAfter(Instant.parse(START));
    }

    @Test
    void aMirrorPodHasNoAccount() {
        var mirror = AdmissionCase.of(CREATE, "pods").object("""
                {'kind':'Pod','metadata':{'namespace':'d','name':'p','annotations':{'kubernetes.io/config.mirror':'x'}},
                 'spec':{'serviceAccountName':'x'}}""");
        assertThat(mirror.mutatedBy(accounts)).isEqualTo(mirror.object().orElseThrow());
        assertThat(mirror.refusalBy(accounts)).contains("a mirror pod may not reference service accounts");
    }

    @Test
    void fiveMinutesOnALostNodeUnlessThePodSaysOtherwise() {
        record Case(String tolerations, List<String> expected) {}
        String notReady = "node.kubernetes.io/not-ready:300";
        String unreachable = "node.kubernetes.io/unreachable:300";
        for (var c : List.of(
                new Case("[]", List.of(notReady, unreachable)),
                new Case(
                        "[{'key':'node.kubernetes.io/not-ready','operator':'Exists','tolerationSeconds':5}]",
                        List.of("node.kubernetes.io/not-ready:5", unreachable)),
                new Case("[{'operator':'Exists'}]", List.of(":-1")),
                new Case(
                        "[{'key':'node.kubernetes.io/unreachable','effect':'NoSchedule'}]",
                        List.of("node.kubernetes.io/unreachable:-1", notReady, unreachable)))) {
            var pod = pod("{'tolerations':%s}".formatted(c.tolerations)).mutatedBy(new DefaultTolerationSeconds());
            assertThat(pod.at("spec", "tolerations").elements().stream()
                            .map(one -> one.at("key").text() + ":"
                                    + one.at("tolerationSeconds").longOr(-1)))
                    .as(c.tolerations)
                    .containsExactlyElementsOf(c.expected);
        }
    }

    @Test
    void aPodHasThePriorityOfItsClass() {
        objects.put("priorityclasses", "{'metadata':{'name':'high'},'value':1000,'preemptionPolicy':'Never'}");
        assertThat(pod("{}").mutatedBy(priority).at("spec", "priority").longOr(-1))
                .isZero();
        var high = pod("{'priorityClassName':'high'}").mutatedBy(priority);
        assertThat(high.at("spec", "priority").longOr(-1)).isEqualTo(1000);
        assertThat(high.at("spec", "preemptionPolicy").text()).isEqualTo("Never");
        assertThat(pod("{'priorityClassName':'system-node-critical'}")
                        .mutatedBy(priority)
                        .at("spec", "priority")
                        .longOr(-1))
                .isEqualTo(2_000_001_000L);
        assertThatThrownBy(() -> pod("{'priorityClassName':'x'}").mutatedBy(priority))
                .hasMessage("pods \"p\" is forbidden: no PriorityClass with name x was found");
        assertThatThrownBy(() -> pod("{'priority':5}").mutatedBy(priority))
                .hasMessageContaining("the integer value of priority (5) must not be provided in pod spec; "
                        + "priority admission controller computed 0 from the given PriorityClass name");
    }

    @Test
    void theDefaultClassIsTakenAndThereIsOnlyOne() {
        objects.put("priorityclasses", "{'metadata':{'name':'usual'},'value':7,'globalDefault':true}");
        var pod = pod("{}").mutatedBy(priority);
        assertThat(pod.at("spec", "priorityClassName").text()).isEqualTo("usual");
        assertThat(pod.at("spec", "priority").longOr(-1)).isEqualTo(7);
        var second = AdmissionCase.of(CREATE, "priorityclasses.scheduling.k8s.io")
                .object("{'kind':'PriorityClass','metadata':{'name':'other'},'globalDefault':true}");
        assertThat(second.refusalBy(priority)).contains("usual is already marked as default");
    }

    @Test
    void anUpdateKeepsThePriority() {
        var update = new AdmissionCase(
                        dev.skerry.security.identity.Identity.of("jane"),
                        UPDATE,
                        "pods",
                        pod("{}").object(),
                        pod("{'priority':7,'preemptionPolicy':'Never'}").object())
                .mutatedBy(priority);
        assertThat(update.at("spec", "priority").longOr(-1)).isEqualTo(7);
        assertThat(update.at("spec", "preemptionPolicy").text()).isEqualTo("Never");
    }

    @Test
    void aNewNodeIsNotReady() {
        var node = AdmissionCase.of(CREATE, "nodes")
                .object("{'kind':'Node','metadata':{'name':'n'}}")
                .mutatedBy(new TaintNodesByCondition());
        assertThat(node.at("spec", "taints").toString())
                .isEqualTo("[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}]");
    }

    @Test
    void systemNamespacesStay() {
        var plugin = new NamespaceLifecycle();
        assertThat(AdmissionCase.of(DELETE, "namespaces")
                        .old("{'metadata':{'name':'default'}}")
                        .refusalBy(plugin))
                .isEqualTo("namespaces \"default\" is forbidden: this namespace may not be deleted");
        assertThat(AdmissionCase.of(DELETE, "namespaces")
                        .old("{'metadata':{'name':'plant'}}")
                        .refusalBy(plugin))
                .isEmpty();
    }

    private static List<String> mounts(KubeObject pod, String kind, int index) {
        return pod.at("spec", kind).elements().get(index).at("volumeMounts").elements().stream()
                .map(Json::object)
                .map(mount -> mount.at("name").text())
                .toList();
    }
}
