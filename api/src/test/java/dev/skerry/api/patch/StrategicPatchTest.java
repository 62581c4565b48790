// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.schema.Schema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicPatchTest {
    private static final Schema POD_SPEC = Schemas.builtIn().type("io.k8s.api.core.v1.PodSpec");
    private static final Schema META = Schemas.builtIn().objectMeta();
    private static final Schema DEPLOYMENT_SPEC = Schemas.builtIn().type("io.k8s.api.apps.v1.DeploymentSpec");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Elements are merged by name; the rest stays.
                "{'containers':[{'name':'a','image':'1','tty':true},{'name':'b'}]} | {'containers':[{'name':'a','image':'2'}]}"
                        + " | {'containers':[{'name':'a','image':'2','tty':true},{'name':'b'}]}",
                // A new element stands in front, as in Kubernetes, or where the wanted order says.
                "{'containers':[{'name':'a'}]} | {'containers':[{'name':'b','tty':null}]} | {'containers':[{'name':'b'},{'name':'a'}]}",
                "{'containers':[{'name':'a'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'b'}]}"
                        + " | {'containers':[{'name':'b'},{'name':'a'}]}",
                "{'containers':[{'name':'a'},{'name':'b'},{'name':'x'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}"
                        + " | {'containers':[{'name':'b'},{'name':'a'},{'name':'x'}]}",
                // What the client does not know keeps its place among what it knows.
                "{'containers':[{'name':'s'},{'name':'a'}]} | {'$setElementOrder/containers':[{'name':'a'},{'name':'b'}],'containers':[{'name':'b'}]}"
                        + " | {'containers':[{'name':'s'},{'name':'a'},{'name':'b'}]}",
                // Directives.
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'name':'a','$patch':'delete'}]} | {'containers':[{'name':'b'}]}",
                "{'containers':[{'name':'a'}]} | {'containers':[{'name':'x','$patch':'delete'}]} | {'containers':[{'name':'a'}]}",
                "{'containers':[{'name':'a','image':'1'}]} | {'containers':[{'$patch':'replace'},{'name':'a'}]} | {'containers':[{'name':'a'}]}",
                "{'containers':[{'name':'a','image':'1'}]} | {'containers':[{'name':'a','$patch':'replace','tty':true}]} | {'containers':[]}",
                "{'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'replace','fsGroup':2}} | {'securityContext':{'fsGroup':2}}",
                "{'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'delete'}} | {'securityContext':{}}",
                "{'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'merge','fsGroup':2}} | {'securityContext':{'runAsUser':1,'fsGroup':2}}",
                "{'volumes':[{'name':'v','hostPath':{'path':'/a'}}]} | {'volumes':[{'name':'v','$retainKeys':['name','emptyDir'],'emptyDir':{}}]}"
                        + " | {'volumes':[{'name':'v','emptyDir':{}}]}",
                "{'volumes':[{'name':'v'}]} | {'volumes':null} | {}",
                // Nested lists with a key of another name, and lists without a strategy.
                "{'containers':[{'name':'a','ports':[{'containerPort':1},{'containerPort':2}]}]}"
                        + " | {'containers':[{'name':'a','ports':[{'containerPort':2,'name':'n'}]}]}"
                        + " | {'containers':[{'name':'a','ports':[{'containerPort':1},{'containerPort':2,'name':'n'}]}]}",
                "{'containers':[{'name':'a','args':['1','2']}]} | {'containers':[{'name':'a','args':['3']}]} | {'containers':[{'name':'a','args':['3']}]}",
                "{'tolerations':[{'key':'a'}]} | {'tolerations':[{'key':'b'}]} | {'tolerations':[{'key':'b'}]}",
                "{'nodeSelector':{'a':'1','b':'2'}} | {'nodeSelector':{'a':null,'c':'3'}} | {'nodeSelector':{'b':'2','c':'3'}}",
                "{'unknown':{'a':1,'l':[1]}} | {'unknown':{'b':2,'l':[2]}} | {'unknown':{'a':1,'b':2,'l':[2]}}",
                // Directives in what is new mean nothing.
                "{} | {'securityContext':{'$patch':'merge','$retainKeys':['fsGroup'],'fsGroup':2,'runAsUser':null}} | {'securityContext':{'fsGroup':2}}",
            })
    void podSpecs(String document, String patch, String expected) {
        check(POD_SPEC, document, patch, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'finalizers':['a','b']} | {'finalizers':['c','a']} | {'finalizers':['c','a','b']}",
                "{'finalizers':['a','b','c']} | {'$deleteFromPrimitiveList/finalizers':['b']} | {'finalizers':['a','c']}",
                "{'finalizers':['a','b']} | {'$deleteFromPrimitiveList/finalizers':['b'],'$setElementOrder/finalizers':['c','a'],'finalizers':['c']}"
                        + " | {'finalizers':['c','a']}",
                "{'labels':{'a':'1'}} | {'labels':{'b':'2'}} | {'labels':{'a':'1','b':'2'}}",
                "{'ownerReferences':[{'uid':'1','name':'x'}]} | {'ownerReferences':[{'uid':'1','$patch':'delete'},{'uid':'2'}]} | {'ownerReferences':[{'uid':'2'}]}",
            })
    void metadata(String document, String patch, String expected) {
        check(META, document, patch, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}} | {'strategy':{'$retainKeys':['type'],'type':'Recreate'}} | {'strategy':{'type':'Recreate'}}",
                "{'template':{'spec':{'containers':[{'name':'a','image':'1'}]}}}"
                        + " | {'template':{'spec':{'$setElementOrder/containers':[{'name':'a'}],'containers':[{'image':'2','name':'a'}]}}}"
                        + " | {'template':{'spec':{'containers':[{'name':'a','image':'2'}]}}}",
            })
    void deploymentSpecs(String document, String patch, String expected) {
        check(DEPLOYMENT_SPEC, document, patch, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | must be a JSON object",
                "{'securityContext':{'$patch':'x'}} | Unknown patch type found: x",
                "{'containers':[{'image':'x'}]} | does not contain declared merge key: name",
                "{'containers':[1]} | does not contain declared merge key: name",
                "{'volumes':[{'name':'v','$retainKeys':['name'],'emptyDir':{}}]} | invalid patch format of retainKeys",
            })
    void malformedPatchesAreBadRequests(String patch, String message) {
        var pod = json("{'securityContext':{'runAsUser':1},'containers':[{'name':'a'}],'volumes':[{'name':'v'}]}");
        assertThatThrownBy(() -> StrategicPatch.apply(POD_SPEC, pod.object(), json(patch)))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        StatusException.class,
                        failure -> assertThat(failure.code()).isEqualTo(400));
    }

    private static void check(Schema schema, String document, String patch, String expected) {
        assertThat(StrategicPatch.apply(schema, json(document).object(), json(patch)))
                .isEqualTo(json(expected));
    }

    private static Json json(String text) {
        return JsonReader.read(text.replace('\'', '"'));
    }
}
