// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.JsonReader;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInColumnsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "apps/v1 | Deployment | {'spec':{'replicas':3,'selector':{'matchLabels':{'app':'x'}},'template':{'spec':{'containers':[{'name':'a','image':'i:1'},{'name':'b','image':'j'}]}}},'status':{'readyReplicas':2,'updatedReplicas':3,'availableReplicas':1}} | x 2/3 3 1 60m a,b i:1,j app=x",
                "apps/v1 | ReplicaSet | {'spec':{'replicas':3,'selector':{'matchLabels':{'app':'x'}},'template':{'spec':{'containers':[{'name':'a','image':'i'}]}}},'status':{'replicas':2}} | x 3 2 0 60m a i app=x",
                "apps/v1 | StatefulSet | {'spec':{'replicas':2},'status':{'readyReplicas':1}} | x 1/2 60m  ",
                "apps/v1 | DaemonSet | {'status':{'desiredNumberScheduled':2,'numberReady':1}} | x 2 0 1 0 0 <none> 60m   <none>",
                "batch/v1 | Job | {'spec':{'completions':2},'status':{'succeeded':1,'startTime':'2026-01-01T00:58:00Z'}} | x Running 1/2 2m 60m   <none>",
                "batch/v1 | CronJob | {'spec':{'schedule':'@daily','suspend':false},'status':{'active':[{}]}} | x @daily <none> False 1 <none> 60m   <none>",
                "v1 | Namespace | {'status':{'phase':'Active'}} | x Active 60m",
                "v1 | ConfigMap | {'data':{'a':'1','b':'2'},'binaryData':{'c':'AA=='}} | x 3 60m",
                "v1 | Secret | {'type':'Opaque','data':{'a':'AA=='}} | x Opaque 1 60m",
                "v1 | ServiceAccount | {} | x 60m",
                "v1 | Node | {'metadata':{'labels':{'node-role.kubernetes.io/edge':'','node-role.kubernetes.io/a':''}},'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready','status':'True'}],'nodeInfo':{'kubeletVersion':'v1.36.0','osImage':'Debian'},'addresses':[{'type':'InternalIP','address':'10.0.0.1'}]}} | x Ready,SchedulingDisabled a,edge 60m v1.36.0 10.0.0.1 <none> Debian <unknown> <unknown>",
                "v1 | Node | {'status':{'conditions':[{'type':'Ready','status':'Unknown'}]}} | x NotReady <none> 60m  <none> <none> <unknown> <unknown> <unknown>",
                "v1 | Service | {'spec':{'type':'NodePort','clusterIP':'10.1.0.1','selector':{'b':'2','a':'1'},'ports':[{'port':80,'nodePort':30080,'protocol':'TCP'},{'port':53,'protocol':'UDP'}]}} | x NodePort 10.1.0.1 <none> 80:30080/TCP,53/UDP 60m a=1,b=2",
                "v1 | Service | {'spec':{'type':'LoadBalancer','clusterIP':'None'}} | x LoadBalancer None <pending> <none> 60m <none>",
                "v1 | Endpoints | {'subsets':[{'addresses':[{'ip':'1.1.1.1'},{'ip':'1.1.1.2'}],'ports':[{'port':80},{'port':81}]}]} | x 1.1.1.1:80,1.1.1.1:81,1.1.1.2:80 + 1 more... 60m",
                "coordination.k8s.io/v1 | Lease | {'spec':{'holderIdentity':'me'}} | x me 60m",
                "rbac.authorization.k8s.io/v1 | Role | {} | x 2026-01-01T00:00:00Z",
                "rbac.authorization.k8s.io/v1 | RoleBinding | {'roleRef':{'kind':'Role','name':'r'},'subjects':[{'kind':'User','name':'u'},{'kind':'ServiceAccount','namespace':'n','name':'s'}]} | x Role/r 60m u  n/s",
                "v1 | PersistentVolumeClaim | {'spec':{'volumeName':'v','storageClassName':'fast'},'status':{'phase':'Bound','capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce','ReadOnlyMany']}} | x Bound v 1Gi RWO,ROX fast <unset> 60m <unset>",
                "storage.k8s.io/v1 | StorageClass | {'metadata':{'annotations':{'storageclass.kubernetes.io/is-default-class':'true'}},'provisioner':'p','volumeBindingMode':'Immediate'} | x (default) p Delete Immediate false 60m",
                "networking.k8s.io/v1 | Ingress | {'spec':{'rules':[{'host':'a'}],'tls':[{}]},'status':{'loadBalancer':{'ingress':[{'ip':'1.2.3.4'}]}}} | x <none> a 1.2.3.4 80, 443 60m",
                "policy/v1 | PodDisruptionBudget | {'spec':{'minAvailable':1},'status':{'disruptionsAllowed':2}} | x 1 N/A 2 60m",
                "autoscaling/v2 | HorizontalPodAutoscaler | {'spec':{'scaleTargetRef':{'kind':'Deployment','name':'d'},'maxReplicas':3,'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'averageUtilization':80}}}]}} | x Deployment/d cpu: <unknown>/80% <unset> 3 0 60m",
                "certificates.k8s.io/v1 | CertificateSigningRequest | {'spec':{'signerName':'s','username':'u'},'status':{'certificate':'AA','conditions':[{'type':'Approved'}]}} | x 60m s u <none> Approved,Issued",
                "v1 | Event | {'involvedObject':{'kind':'Pod','name':'p'},'type':'Normal','reason':'Started','message':' hi ','source':{'component':'c','host':'h'},'lastTimestamp':'2026-01-01T00:59:00Z','firstTimestamp':'2026-01-01T00:50:00Z','count':4} | 60s Normal Started pod/p  c, h hi 10m 4 x",
                "events.k8s.io/v1 | Event | {'regarding':{'kind':'Pod','name':'p'},'type':'Normal','reason':'R','note':'hi','reportingController':'c','eventTime':'2026-01-01T00:59:30.000000Z'} | 30s Normal R pod/p  c hi 30s 1 x",
                "v1 | Node | {'status':{'nodeInfo':{'kernelVersion':'6.1','architecture':'arm64'}}} | x Unknown <none> 60m  <none> <none> <unknown> 6.1 (arm64) <unknown>",
                "storage.k8s.io/v1 | CSIDriver | {'spec':{'attachRequired':true,'volumeLifecycleModes':['Persistent']}} | x true false false <unset> false Persistent 60m",
                "storage.k8s.io/v1 | VolumeAttributesClass | {'driverName':'d'} | x d 60m",
                "storage.k8s.io/v1 | CSIStorageCapacity | {'storageClassName':'fast'} | x 2026-01-01T00:00:00Z",
                "networking.k8s.io/v1 | ServiceCIDR | {'spec':{'cidrs':['10.99.0.0/24','fd00::/64']}} | x 10.99.0.0/24,fd00::/64 60m",
                "resource.k8s.io/v1 | ResourceClaim | {} | x pending 60m",
                "resource.k8s.io/v1 | ResourceClaim | {'status':{'allocation':{},'reservedFor':[{'name':'p'}]}} | x allocated,reserved 60m",
                "resource.k8s.io/v1 | DeviceClass | {} | x 60m",
                "admissionregistration.k8s.io/v1 | MutatingAdmissionPolicy | {'spec':{'mutations':[{},{}]}} | x 2 <unset> 60m",
                "admissionregistration.k8s.io/v1 | MutatingAdmissionPolicyBinding | {'spec':{'policyName':'p'}} | x p <unset> 60m",
                "apiextensions.k8s.io/v1 | CustomResourceDefinition | {} | x 2026-01-01T00:00:00Z",
            })
    void cellsAreWhatPeopleKnow(String apiVersion, String kind, String object, String cells) {
        var columns = BuiltInColumns.of(GroupVersionKind.of(apiVersion, kind));
        assertThat(columns.cells(object(object), NOW).stream()
                        .map(CellText::plain)
                        .collect(Collectors.joining(" "))
                        .strip())
                .isEqualTo(cells);
    }

    @Test
    void everyBuiltInKindHasACellForEachColumn() {
        Schemas.builtIn().resourceTypes().forEach(type -> {
            var columns = BuiltInColumns.of(type.groupVersionKind());
            assertThat(columns.cells(object("{}"), NOW)).as(type.kind()).hasSameSizeAs(columns.columns());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "-5, <invalid>",
        "-1, 0s",
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "303, 5m3s",
        "599, 9m59s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "12000, 3h20m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "180000, 2d2h",
        "691200, 8d",
        "63072000, 2y",
        "64000000, 2y10d",
        "252288000, 8y"
    })
    void agesAreShortAndCoarserWithTime(long seconds, String text) {
        assertThat(CellText.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    private static KubeObject object(String text) {
        var object = new KubeObject(JsonReader.read(text.replace('\'', '"')).object());
        return object.with("x", "metadata", "name").with("2026-01-01T00:00:00Z", "metadata", "creationTimestamp");
    }
}
