// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static dev.skerry.apiserver.conformance.ResourceStory.Kind.cluster;
import static dev.skerry.apiserver.conformance.ResourceStory.Kind.namespaced;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ResourceStory.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The API operations of kind after kind.
class ResourceOperationsTest extends ApiConformance {
    private static final String CONDITION =
            "{'conditions':[{'type':'Told','status':'%s','reason':'Story','message':'told','lastTransitionTime':'2026-01-02T03:04:05Z'}]}";
    private static final String YES = CONDITION.formatted("True");
    private static final String NO = CONDITION.formatted("False");

    @Test
    @Conformance("API priority and fairness should support FlowSchema API operations")
    void flowSchemas() throws Exception {
        Kind kind = cluster(
                "flowcontrol.apiserver.k8s.io/v1",
                "flowschemas",
                "FlowSchema",
                "'spec':{'matchingPrecedence':10000,'priorityLevelConfiguration':{'name':'global-default'},"
                        + "'distinguisherMethod':{'type':'ByUser'},'rules':[{'subjects':[{'kind':'User','user':{'name':'x'}}],"
                        + "'nonResourceRules':[{'verbs':['get'],'nonResourceURLs':['*']}]}]}");
        story(kind, YES, NO);
    }

    @Test
    @Conformance("API priority and fairness should support PriorityLevelConfiguration API operations")
    void priorityLevels() throws Exception {
        Kind kind = cluster(
                "flowcontrol.apiserver.k8s.io/v1",
                "prioritylevelconfigurations",
                "PriorityLevelConfiguration",
                "'spec':{'type':'Limited','limited':{'nominalConcurrencyShares':2,'limitResponse':{'type':'Reject'}}}");
        story(kind, YES, NO);
    }

    @Test
    @Conformance("CronJob should support CronJob API operations")
    void cronJobs() throws Exception {
        Kind kind = namespaced(
                "batch/v1",
                "cronjobs",
                "CronJob",
                "'spec':{'schedule':'* */1 * * ?','concurrencyPolicy':'Allow','jobTemplate':{'spec':{'template':{'spec':{"
                        + "'restartPolicy':'OnFailure','containers':[{'name':'c','image':'i'}]}}}}}");
        story(kind, "{'lastScheduleTime':'2026-01-02T03:04:05Z'}", "{'lastScheduleTime':'2026-01-02T03:04:06Z'}");
    }

    @Test
    @Conformance("EndpointSlice should support creating EndpointSlice API operations")
    void endpointSlices() throws Exception {
        story(namespaced(
                "discovery.k8s.io/v1",
                "endpointslices",
                "EndpointSlice",
                "'addressType':'IPv4','endpoints':[{'addresses':['1.2.3.4','5.6.7.8'],'conditions':{'ready':true}}],"
                        + "'ports':[{'name':'http','protocol':'TCP','port':80}]"));
    }

    @Test
    @Conformance("Ingress API should support creating Ingress API operations")
    void ingresses() throws Exception {
        Kind kind = namespaced(
                "networking.k8s.io/v1",
                "ingresses",
                "Ingress",
                "'spec':{'defaultBackend':{'service':{'name':'s','port':{'number':80}}},'rules':[{'host':'a.example','http':{"
                        + "'paths':[{'path':'/','pathType':'Prefix','backend':{'service':{'name':'s','port':{'number':80}}}}]}}]}");
        story(
                kind,
                "{'loadBalancer':{'ingress':[{'ip':'169.1.1.1'}]}}",
                "{'loadBalancer':{'ingress':[{'ip':'169.1.1.2'}]}}");
    }

    @Test
    @Conformance("IngressClass API should support creating IngressClass API operations")
    void ingressClasses() throws Exception {
        story(cluster(
                "networking.k8s.io/v1",
                "ingressclasses",
                "IngressClass",
                "'spec':{'controller':'example.com/controller'}"));
    }

    @Test
    @Conformance("ServiceCIDR and IPAddress API should support ServiceCIDR API operations")
    void serviceCidrs() throws Exception {
        Kind kind = cluster("networking.k8s.io/v1", "servicecidrs", "ServiceCIDR", "'spec':{'cidrs':['10.77.0.0/24']}");
        story(kind, YES, NO);
    }

    @Test
    @Conformance("ServiceCIDR and IPAddress API should support IPAddress API operations")
    void ipAddresses() throws Exception {
        Kind kind = cluster(
                "networking.k8s.io/v1",
                "ipaddresses",
                "IPAddress",
                "'spec':{'parentRef':{'group':'','resource':'services','namespace':'default','name':'x'}}");
        new ResourceStory(api, kind).tell("192.168.200.1", "192.168.200.2");
    }

    @Test
    @Conformance("RuntimeClass should support RuntimeClasses API operations")
    void runtimeClasses() throws Exception {
        story(cluster("node.k8s.io/v1", "runtimeclasses", "RuntimeClass", "'handler':'runc'"));
    }

    @Test
    @Conformance("StorageClasses CSI Conformance should run through the lifecycle of a StorageClass")
    void storageClasses() throws Exception {
        story(cluster("storage.k8s.io/v1", "storageclasses", "StorageClass", "'provisioner':'e2e.example'"));
    }

    @Test
    @Conformance("VolumeAttributesClass should run through the lifecycle of a VolumeAttributesClass")
    void volumeAttributesClasses() throws Exception {
        story(cluster(
                "storage.k8s.io/v1",
                "volumeattributesclasses",
                "VolumeAttributesClass",
                "'driverName':'e2e.example','parameters':{'iops':'1'}"));
    }

    @Test
    @Conformance("CSINodes CSI Conformance should run through the lifecycle of a csinode")
    void csiNodes() throws Exception {
        story(cluster(
                "storage.k8s.io/v1",
                "csinodes",
                "CSINode",
                "'spec':{'drivers':[{'name':'e2e.example','nodeID':'n','allocatable':{'count':7}}]}"));
    }

    @Test
    @Conformance("CSIInlineVolumes should run through the lifecycle of a CSIDriver")
    void csiDrivers() throws Exception {
        story(cluster(
                "storage.k8s.io/v1",
                "csidrivers",
                "CSIDriver",
                "'spec':{'attachRequired':false,'volumeLifecycleModes':['Ephemeral']}"));
    }

    @Test
    @Conformance("CSIStorageCapacity should support CSIStorageCapacities API operations")
    void csiStorageCapacities() throws Exception {
        story(namespaced(
                "storage.k8s.io/v1",
                "csistoragecapacities",
                "CSIStorageCapacity",
                "'storageClassName':'c','capacity':'1Gi','nodeTopology':{'matchLabels':{'a':'b'}}"));
    }

    @Test
    @Conformance({
        "VolumeAttachment Conformance should run through the lifecycle of a VolumeAttachment",
        "VolumeAttachment Conformance should apply changes to a volumeattachment status"
    })
    void volumeAttachments() throws Exception {
        Kind kind = cluster(
                "storage.k8s.io/v1",
                "volumeattachments",
                "VolumeAttachment",
                "'spec':{'attacher':'e2e.example','nodeName':'n','source':{'persistentVolumeName':'NAME'}}");
        story(kind, "{'attached':true}", "{'attached':false}");
    }

    @Test
    @Conformance({
        "PersistentVolumes CSI Conformance should run through the lifecycle of a PV and a PVC",
        "PersistentVolumes CSI Conformance should apply changes to a pv/pvc status"
    })
    void volumesAndClaims() throws Exception {
        Kind volume = cluster(
                "v1",
                "persistentvolumes",
                "PersistentVolume",
                "'spec':{'capacity':{'storage':'5Gi'},'accessModes':['ReadWriteOnce'],'storageClassName':'c',"
                        + "'csi':{'driver':'e2e.example','volumeHandle':'NAME'}}");
        Kind claim = namespaced(
                "v1",
                "persistentvolumeclaims",
                "PersistentVolumeClaim",
                "'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'c',"
                        + "'resources':{'requests':{'storage':'2Gi'}}}");
        story(volume, "{'message':'told','reason':'Story'}", "{'message':'again','reason':'Story'}");
        story(claim, YES, NO);
    }

    @Test
    @Conformance("PodTemplates should run the lifecycle of PodTemplates")
    void podTemplates() throws Exception {
        story(namespaced(
                "v1", "podtemplates", "PodTemplate", "'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}"));
    }

    @Test
    @Conformance("Lease lease API should be available")
    void leases() throws Exception {
        story(namespaced(
                "coordination.k8s.io/v1",
                "leases",
                "Lease",
                "'spec':{'holderIdentity':'h','leaseDurationSeconds':30,'leaseTransitions':0,"
                        + "'acquireTime':'2026-01-02T03:04:05.000006Z','renewTime':'2026-01-02T03:04:05.000006Z'}"));
    }

    private void story(Kind kind) throws IOException, InterruptedException {
        new ResourceStory(api, kind).tell("first", "second");
    }

    private void story(Kind kind, String status, String other) throws IOException, InterruptedException {
        story(kind);
        new ResourceStory(api, kind).tellStatus("third", status, other);
    }
}
