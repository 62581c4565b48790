// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.access.ObjectTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitRangerTest {
    private final ObjectTable objects = new ObjectTable();
    private final LimitRanger ranger = new LimitRanger(objects);

    private static AdmissionCase pod(String... resources) {
        var containers = new StringBuilder();
        for (String one : resources) {
            containers
                    .append(containers.isEmpty() ? "" : ",")
                    .append("{'name':'c','resources':{")
                    .append(one)
                    .append("}}");
        }
        return AdmissionCase.of(CREATE, "pods")
                .object("{'kind':'Pod','metadata':{'namespace':'plant','name':'p'},'spec':{'containers':[%s]}}"
                        .formatted(containers));
    }

    private void limit(String limit) {
        objects.put(
                "limitranges", "{'metadata':{'namespace':'plant','name':'l'},'spec':{'limits':[%s]}}".formatted(limit));
    }

    @Test
    void containersGetWhatTheyDoNotSay() {
        limit("{'type':'Container','default':{'cpu':'200m','memory':'64Mi'},'defaultRequest':{'cpu':'100m'}}");
        assertThat(resources(pod("")))
                .isEqualTo("{\"limits\":{\"cpu\":\"200m\",\"memory\":\"64Mi\"},\"requests\":{\"cpu\":\"100m\"}}");
        assertThat(resources(pod("'limits':{'cpu':'1'}")))
                .isEqualTo("{\"limits\":{\"cpu\":\"1\",\"memory\":\"64Mi\"},\"requests\":{\"cpu\":\"1\"}}");
    }

    @Test
    void whatIsOutOfBoundsIsRefused() {
        record Case(String limit, AdmissionCase pod, String refusal) {}
        for (var c : List.of(
                new Case(
                        "{'type':'Container','max':{'cpu':'1'}}",
                        pod("'limits':{'cpu':'2'}"),
                        "maximum cpu usage per Container is 1, but limit is 2"),
                new Case(
                        "{'type':'Container','max':{'cpu':'1'}}",
                        pod(""),
                        "maximum cpu usage per Container is 1.  No limit is specified"),
                new Case("{'type':'Container','max':{'cpu':'1'}}", pod("'limits':{'cpu':'500m'}"), ""),
                new Case(
                        "{'type':'Container','min':{'memory':'16Mi'}}",
                        pod("'requests':{'memory':'4Mi'}"),
                        "minimum memory usage per Container is 16Mi, but request is 4Mi"),
                new Case(
                        "{'type':'Pod','max':{'memory':'64Mi'}}",
                        pod("'limits':{'memory':'40Mi'}", "'limits':{'memory':'40Mi'}"),
                        "maximum memory usage per Pod is 64Mi, but limit is 80Mi"),
                new Case(
                        "{'type':'Container','maxLimitRequestRatio':{'cpu':'2'}}",
                        pod("'limits':{'cpu':'3'},'requests':{'cpu':'1'}"),
                        "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000"))) {
            limit(c.limit);
            String refusal = c.pod.refusalBy(ranger);
            assertThat(refusal).as(c.limit).contains(c.refusal);
            assertThat(refusal.isEmpty()).as(refusal).isEqualTo(c.refusal.isEmpty());
        }
    }

    @Test
    void claimsAreLimitedToo() {
        limit("{'type':'PersistentVolumeClaim','max':{'storage':'1Gi'}}");
        assertThat(AdmissionCase.of(CREATE, "persistentvolumeclaims")
                        .object("{'metadata':{'namespace':'plant','name':'c'},"
                                + "'spec':{'resources':{'requests':{'storage':'2Gi'}}}}")
                        .refusalBy(ranger))
                .isEqualTo("persistentvolumeclaims \"c\" is forbidden: "
                        + "maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi");
    }

    private String resources(AdmissionCase pod) {
        return pod.mutatedBy(ranger)
                .at("spec", "containers")
                .elements()
                .getFirst()
                .at("resources")
                .toString();
    }
}
