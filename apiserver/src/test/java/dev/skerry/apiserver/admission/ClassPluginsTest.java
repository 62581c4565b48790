// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.CREATE;
import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.apiserver.access.ObjectTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassPluginsTest {
    private final ObjectTable objects = new ObjectTable();

    private static AdmissionCase claim(String spec) {
        return AdmissionCase.of(CREATE, "persistentvolumeclaims")
                .object("{'kind':'PersistentVolumeClaim','metadata':{'namespace':'plant','name':'c'},'spec':%s}"
                        .formatted(spec));
    }

    private static AdmissionCase pod(String spec) {
        return AdmissionCase.of(CREATE, "pods")
                .object("{'kind':'Pod','metadata':{'namespace':'plant','name':'p'},'spec':%s}".formatted(spec));
    }

    private void storageClass(String name, String created, String fields) {
        objects.put("storageclasses", """
                {'metadata':{'name':'%s','creationTimestamp':'%s',
                 'annotations':{'storageclass.kubernetes.io/is-default-class':'true'}}%s}""".formatted(name, created, fields));
    }

    @Test
    void aClaimThatNamesNoClassGetsTheNewestDefault() {
        var plugin = new DefaultStorageClass(objects);
        assertThat(claim("{}").mutatedBy(plugin).at("spec", "storageClassName").isNull())
                .isTrue();
        storageClass("old", "2026-01-01T00:00:00Z", "");
        storageClass("new", "2026-02-01T00:00:00Z", "");
        assertThat(claim("{}").mutatedBy(plugin).at("spec", "storageClassName").text())
                .isEqualTo("new");
        assertThat(claim("{'storageClassName':''}")
                        .mutatedBy(plugin)
                        .at("spec", "storageClassName")
                        .text())
                .isEmpty();
    }

    @Test
    void anIngressGetsTheDefaultClass() {
        objects.put("ingressclasses", """
                {'metadata':{'name':'edge','annotations':{'ingressclass.kubernetes.io/is-default-class':'true'}}}""");
        var plugin = new DefaultIngressClass(objects);
        String ingress = "{'kind':'Ingress','metadata':{'namespace':'plant','name':'i'%s},'spec':{}}";
        var open = AdmissionCase.of(CREATE, "ingresses.networking.k8s.io").object(ingress.formatted(""));
        var old = AdmissionCase.of(CREATE, "ingresses.networking.k8s.io")
                .object(ingress.formatted(",'annotations':{'kubernetes.io/ingress.class':'nginx'}"));
        assertThat(open.mutatedBy(plugin).at("spec", "ingressClassName").text()).isEqualTo("edge");
        assertThat(old.mutatedBy(plugin).at("spec", "ingressClassName").isNull())
                .isTrue();
    }

    @Test
    void aClaimGrowsOnlyWhereItsClassLetsIt() {
        storageClass("rigid", "2026-01-01T00:00:00Z", "");
        storageClass("elastic", "2026-01-01T00:00:00Z", ",'allowVolumeExpansion':true");
        record Case(String className, String phase, String size, String refusal) {}
        for (var c : List.of(
                new Case("elastic", "Bound", "2Gi", ""),
                new Case("elastic", "Pending", "2Gi", "Only bound persistent volume claims can be expanded"),
                new Case("rigid", "Bound", "2Gi", "only dynamically provisioned pvc can be resized"),
                new Case("rigid", "Bound", "1024Mi", ""))) {
            String text = "{'metadata':{'namespace':'plant','name':'c'},'spec':{'storageClassName':'%s',"
                    + "'resources':{'requests':{'storage':'%s'}}},'status':{'phase':'%s'}}";
            String refusal = AdmissionCase.of(UPDATE, "persistentvolumeclaims")
                    .old(text.formatted(c.className, "1Gi", c.phase))
                    .object(text.formatted(c.className, c.size, c.phase))
                    .refusalBy(new ClaimResize(objects));
            assertThat(refusal).as(c.toString()).contains(c.refusal);
            assertThat(refusal.isEmpty()).as(c.toString()).isEqualTo(c.refusal.isEmpty());
        }
    }

    @Test
    void aPodGetsWhatItsRuntimeClassBringsAlong() {
        objects.put("runtimeclasses", """
                {'metadata':{'name':'kata'},'handler':'kata','overhead':{'podFixed':{'memory':'64Mi'}},
                 'scheduling':{'nodeSelector':{'kata':'yes'},'tolerations':[{'key':'kata','operator':'Exists'}]}}""");
        var plugin = new RuntimeClassAdmission(objects);
        var spec = pod("{'runtimeClassName':'kata','nodeSelector':{'zone':'a'}}")
                .mutatedBy(plugin)
                .at("spec");
        assertThat(spec.at("overhead").toString()).isEqualTo("{\"memory\":\"64Mi\"}");
        assertThat(spec.at("nodeSelector").toString()).isEqualTo("{\"zone\":\"a\",\"kata\":\"yes\"}");
        assertThat(spec.at("tolerations").elements()).hasSize(1);
        assertThat(pod("{'runtimeClassName':'kata','overhead':{'memory':'64Mi'}}")
                        .refusalBy(plugin))
                .isEmpty();
    }

    @Test
    void aPodWithoutItsRuntimeClassIsRefused() {
        var plugin = new RuntimeClassAdmission(objects);
        assertThatThrownBy(() -> pod("{'runtimeClassName':'none'}").mutatedBy(plugin))
                .hasMessage("pods \"p\" is forbidden: pod rejected: RuntimeClass \"none\" not found");
        assertThat(pod("{'overhead':{'cpu':'1'}}").refusalBy(plugin))
                .endsWith("Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
}
