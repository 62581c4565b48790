// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.foundation.json.Json;
import org.junit.jupiter.api.Test;

/// ResourceQuotas as objects that people write; what they count needs a controller.
class QuotasTest extends ApiConformance {
    private static final String OURS = "/api/v1/namespaces/ours";
    private static final String OTHER = "/api/v1/namespaces/other";
    private static final String LABELLED = "?labelSelector=story%3Dtold";

    @Test
    @Conformance("ResourceQuota should be able to update and delete ResourceQuota.")
    void aQuotaIsChangedAndDeleted() throws Exception {
        namespaces();
        Answer made = api.create(OURS + "/resourcequotas", quota("q", "'cpu':'1','memory':'500Mi'"));
        is(made.is(201), "1", "500Mi");
        is(api.read(OURS + "/resourcequotas/q").is(200), "1", "500Mi");
        String wider = made.text().replace("\"1\"", "\"2\"").replace("500Mi", "1Gi");
        is(api.replace(OURS + "/resourcequotas/q", wider).is(200), "2", "1Gi");
        is(api.read(OURS + "/resourcequotas/q").is(200), "2", "1Gi");
        api.delete(OURS + "/resourcequotas/q").is(200);
        api.read(OURS + "/resourcequotas/q").is(404);
    }

    @Test
    @Conformance("ResourceQuota should manage the lifecycle of a ResourceQuota")
    void aQuotaLivesAmongThoseOfOtherNamespaces() throws Exception {
        namespaces();
        api.create(OTHER + "/resourcequotas", quota("q", "'cpu':'1'")).is(201);
        api.create(OURS + "/resourcequotas", quota("q", "'cpu':'1','memory':'500Mi'"))
                .is(201);
        is(api.read(OURS + "/resourcequotas/q").is(200), "1", "500Mi");
        Answer patched = api.patch(
                OURS + "/resourcequotas/q",
                ApiClient.STRATEGIC,
                "{'metadata':{'labels':{'story':'told'}},'spec':{'hard':{'memory':'750Mi'}}}");
        is(patched.is(200), "1", "750Mi");
        assertThat(patched.at("metadata", "labels", "story").text()).isEqualTo("told");
        var everywhere = api.read("/api/v1/resourcequotas" + LABELLED).is(200).at("items");
        assertThat(everywhere.elements()).singleElement().satisfies(QuotasTest::isOurs);
        api.delete(OURS + "/resourcequotas" + LABELLED).is(200);
        assertThat(api.read("/api/v1/resourcequotas" + LABELLED).at("items").elements())
                .isEmpty();
        api.read(OURS + "/resourcequotas/q").is(404);
        api.read(OTHER + "/resourcequotas/q").is(200);
    }

    private void namespaces() throws Exception {
        for (String name : new String[] {"ours", "other"}) {
            api.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name))
                    .is(201);
        }
    }

    private static void isOurs(Json quota) {
        assertThat(quota.at("metadata", "namespace").text()).isEqualTo("ours");
    }

    private static void is(Answer quota, String cpu, String memory) {
        assertThat(quota.at("spec", "hard", "cpu").text()).isEqualTo(cpu);
        assertThat(quota.at("spec", "hard", "memory").text()).isEqualTo(memory);
    }

    private static String quota(String name, String hard) {
        return "{'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'%s'},'spec':{'hard':{%s}}}"
                .formatted(name, hard);
    }
}
