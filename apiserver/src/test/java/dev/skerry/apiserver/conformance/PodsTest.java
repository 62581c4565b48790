// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.apiserver.conformance.ResourceStory.Kind;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pods as objects, and what is decided about them before any node sees them.
class PodsTest extends ApiConformance {
    private static final String PODS = NAMESPACE + "/pods";
    private static final String LIMITS = NAMESPACE + "/limitranges";

    /// Nobody else does in a server alone.
    @BeforeEach
    void makeServiceAccount() throws Exception {
        api.create(NAMESPACE + "/serviceaccounts", "{'metadata':{'name':'default'}}")
                .is(201);
    }

    @Test
    @Conformance(
            "Pods Extended Pods Set QOS Class should be set on Pods with matching resource requests and limits for memory"
                    + " and cpu")
    void theQualityOfServiceIsKnownAtOnce() throws Exception {
        String same = "{'cpu':'100m','memory':'100Mi'}";
        assertThat(qos("a", "{'requests':" + same + ",'limits':" + same + "}")).isEqualTo("Guaranteed");
        assertThat(qos("b", "{'requests':{'cpu':'100m'}}")).isEqualTo("Burstable");
        assertThat(qos("c", "{}")).isEqualTo("BestEffort");
    }

    private String qos(String name, String resources) throws IOException, InterruptedException {
        api.create(PODS, pod(name, "", resources)).is(201);
        return api.read(PODS + "/" + name).at("status", "qosClass").text();
    }

    @Test
    @Conformance("Sysctls should reject invalid sysctls")
    void sysctlsHaveNames() throws Exception {
        Answer refused = api.create(
                PODS,
                pod(
                        "x",
                        "'securityContext':{'sysctls':[{'name':'foo-','value':'bar'},{'name':'kernel.shmmax','value':'100000000'},"
                                + "{'name':'safe-and-unsafe','value':'100000000'},{'name':'bar..','value':'42'}]},",
                        "{}"));
        assertThat(refused.is(422).message())
                .contains("Invalid value: \"foo-\"", "Invalid value: \"bar..\"")
                .doesNotContain("safe-and-unsafe", "kernel.shmmax");
    }

    @Test
    @Conformance("CSIInlineVolumes should support CSIVolumeSource in Pod API")
    void aPodHasAnInlineVolume() throws Exception {
        var kind = Kind.namespaced(
                "v1",
                "pods",
                "Pod",
                "'spec':{'containers':[{'name':'c','image':'i','volumeMounts':[{'name':'v','mountPath':'/v'}]}],'volumes':[{'name':'v',"
                        + "'csi':{'driver':'e2e.example','readOnly':true,'fsType':'ext4','volumeAttributes':{'a':'b'}}}]}");
        new ResourceStory(api, kind).tell("first", "second");
    }

    @Test
    @Conformance("LimitRange should create a LimitRange with defaults and ensure pod has those defaults applied.")
    void limitsAreDefaultedAndHeld() throws Exception {
        api.create(
                        LIMITS,
                        "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','min':{'cpu':'50m','memory':'100Mi'},"
                                + "'max':{'cpu':'500m','memory':'500Mi'},'default':{'cpu':'500m','memory':'500Mi'},"
                                + "'defaultRequest':{'cpu':'100m','memory':'200Mi'}}]}}")
                .is(201);
        assertThat(resources("none", "{}"))
                .isEqualTo(
                        "{\"limits\":{\"cpu\":\"500m\",\"memory\":\"500Mi\"},\"requests\":{\"cpu\":\"100m\",\"memory\":\"200Mi\"}}");
        assertThat(resources("some", "{'requests':{'cpu':'300m'},'limits':{'memory':'300Mi'}}"))
                .contains("\"cpu\":\"300m\"", "\"memory\":\"300Mi\"", "\"cpu\":\"500m\"");
        assertThat(resources("limited", "{'requests':{'memory':'150Mi'},'limits':{'cpu':'300m'}}"))
                .as("a limit is the request too, before the range's default is")
                .isEqualTo(
                        "{\"requests\":{\"memory\":\"150Mi\",\"cpu\":\"300m\"},\"limits\":{\"cpu\":\"300m\",\"memory\":\"500Mi\"}}");
        assertThat(api.create(PODS, pod("asking", "", "{'requests':{'cpu':'600m','memory':'600Mi'}}"))
                        .code())
                .isIn(403, 422);
        api.create(PODS, pod("little", "", "{'requests':{'cpu':'10m','memory':'50Mi'}}"))
                .is(403);
        api.create(PODS, pod("much", "", "{'limits':{'cpu':'600m','memory':'600Mi'}}"))
                .is(403);
        api.patch(
                        LIMITS + "/l",
                        ApiClient.JSON_PATCH,
                        "[{'op':'replace','path':'/spec/limits/0/min','value':{'cpu':'9m','memory':'49Mi'}}]")
                .is(200);
        api.create(PODS, pod("little", "", "{'requests':{'cpu':'10m','memory':'50Mi'}}"))
                .is(201);
        api.delete(LIMITS + "/l").is(200);
        api.create(PODS, pod("much", "", "{'requests':{'cpu':'600m','memory':'600Mi'}}"))
                .is(201);
    }

    @Test
    @Conformance("LimitRange should list, patch and delete a LimitRange by collection")
    void limitRangesLive() throws Exception {
        var kind = Kind.namespaced(
                "v1", "limitranges", "LimitRange", "'spec':{'limits':[{'type':'Container','max':{'cpu':'500m'}}]}");
        new ResourceStory(api, kind).tell("first", "second");
    }

    @Test
    @Conformance(
            "SchedulerPreemption PriorityClass endpoints verify PriorityClass endpoints can be operated with different HTTP"
                    + " methods")
    void priorityClassesLiveButKeepTheirNumber() throws Exception {
        new ResourceStory(api, Kind.cluster("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", "'value':5"))
                .tell("p1", "p2");
        String path = "/apis/scheduling.k8s.io/v1/priorityclasses";
        api.create(path, "{'metadata':{'name':'p3'},'value':7}").is(201);
        Answer refused = api.patch(path + "/p3", ApiClient.MERGE, "{'value':8}").is(422);
        assertThat(refused.message()).contains("value: Forbidden: may not be changed in an update.");
        assertThat(api.patch(path + "/p3", ApiClient.MERGE, "{'description':'d'}")
                        .is(200)
                        .at("value")
                        .longOr(0))
                .isEqualTo(7);
    }

    @Test
    @Conformance("Node Lifecycle should run through the lifecycle of a node")
    void nodesLive() throws Exception {
        var story = new ResourceStory(api, Kind.cluster("v1", "nodes", "Node", "'spec':{'unschedulable':true}"));
        story.tell("first", "second");
        story.tellStatus(
                "third", "{'phase':'Pending','capacity':{'cpu':'1'}}", "{'phase':'Running','capacity':{'cpu':'2'}}");
    }

    @Test
    @Conformance({
        "PodTemplates should delete a collection of pod templates",
        "PodTemplates should replace a pod template"
    })
    void podTemplatesAreReplacedAndGoTogether() throws Exception {
        var kind = Kind.namespaced(
                "v1", "podtemplates", "PodTemplate", "'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}");
        new ResourceStory(api, kind).tell("first", "second");
    }

    private String resources(String name, String given) throws IOException, InterruptedException {
        return api.create(PODS, pod(name, "", given))
                .is(201)
                .at("spec", "containers")
                .elements()
                .getFirst()
                .at("resources")
                .toString();
    }

    private static String pod(String name, String spec, String resources) {
        return "{'metadata':{'name':'%s'},'spec':{%s'containers':[{'name':'c','image':'i','resources':%s}]}}"
                .formatted(name, spec, resources);
    }
}
