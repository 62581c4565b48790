// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.apiserver.conformance.ResourceStory.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// ConfigMaps and Secrets as objects.
class ConfigurationTest extends ApiConformance {
    private static final String MAPS = NAMESPACE + "/configmaps";
    private static final String SECRETS = NAMESPACE + "/secrets";

    @Test
    @Conformance({"ConfigMap should fail to create ConfigMap with empty key"})
    void aConfigMapHasNoEmptyKey() throws Exception {
        api.create(MAPS, "{'metadata':{'name':'x'},'data':{'':'value-1'}}").is(422);
    }

    @Test
    @Conformance({"Secrets should fail to create secret due to empty secret key"})
    void aSecretHasNoEmptyKey() throws Exception {
        api.create(SECRETS, "{'metadata':{'name':'x'},'data':{'':'dmFsdWUtMQo='}}")
                .is(422);
    }

    @Test
    @Conformance("ConfigMap should update ConfigMap successfully")
    void aConfigMapIsUpdated() throws Exception {
        Answer made = api.create(MAPS, "{'metadata':{'name':'x'},'data':{'a':'1'},'binaryData':{'b':'3q2+7w=='}}")
                .is(201);
        api.replace(MAPS + "/x", made.text().replace("\"a\":\"1\"", "\"a\":\"2\""))
                .is(200);
        Answer read = api.read(MAPS + "/x");
        assertThat(read.at("data", "a").text()).isEqualTo("2");
        assertThat(read.at("binaryData", "b").text()).isEqualTo("3q2+7w==");
    }

    @Test
    @Conformance("ConfigMap should run through a ConfigMap lifecycle")
    void aConfigMapLives() throws Exception {
        new ResourceStory(api, Kind.namespaced("v1", "configmaps", "ConfigMap", "'data':{'a':'b'}")).tell("x", "y");
    }

    @Test
    @Conformance("Secrets should patch a secret")
    void aSecretLives() throws Exception {
        new ResourceStory(api, Kind.namespaced("v1", "secrets", "Secret", "'type':'Opaque','data':{'key':'dmFsdWU='}"))
                .tell("x", "y");
        api.create(SECRETS, "{'metadata':{'name':'z'},'data':{'key':'dmFsdWU='}}")
                .is(201);
        Answer patched = api.patch(
                SECRETS + "/z", ApiClient.STRATEGIC, "{'metadata':{'labels':{'a':'b'}},'data':{'key':'dmFsdWUx'}}");
        assertThat(patched.is(200).at("data", "key").text()).isEqualTo("dmFsdWUx");
        assertThat(patched.at("metadata", "labels", "a").text()).isEqualTo("b");
        // What is given as text is kept in the other field, and never shown again.
        Answer text = api.patch(SECRETS + "/z", ApiClient.MERGE, "{'stringData':{'key':'plain'}}")
                .is(200);
        assertThat(text.at("data", "key").text()).isEqualTo("cGxhaW4=");
        assertThat(text.at("stringData").isNull()).isTrue();
    }

    @Test
    @Conformance("ConfigMap should be immutable if `immutable` field is set")
    void anImmutableConfigMapStays() throws Exception {
        stays(MAPS, "'data':{'k':'djE='}");
    }

    @Test
    @Conformance("Secrets should be immutable if `immutable` field is set")
    void anImmutableSecretStays() throws Exception {
        stays(SECRETS, "'data':{'k':'djE='}");
    }

    private void stays(String path, String data) throws IOException, InterruptedException {
        Answer made = api.create(path, "{'metadata':{'name':'x'}," + data + "}").is(201);
        made = api.replace(path + "/x", made.text().replace("djE=", "djI=")).is(200);
        made = api.replace(path + "/x", made.text().replaceFirst("\\{", "{\"immutable\":true,"))
                .is(200);
        Answer refused =
                api.replace(path + "/x", made.text().replace("djI=", "djM=")).is(422);
        assertThat(refused.message()).contains("data: Forbidden: field is immutable when `immutable` is set");
        api.patch(path + "/x", ApiClient.MERGE, "{'immutable':false}").is(422);
        api.patch(path + "/x", ApiClient.MERGE, "{'metadata':{'labels':{'a':'b'}}}")
                .is(200);
        api.delete(path + "/x").is(200);
        api.create(path, "{'metadata':{'name':'x'}," + data + "}").is(201);
    }
}
