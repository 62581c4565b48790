// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Field validation that the server does for clients who ask for it.
class FieldValidationTest extends ApiConformance {
    private static final String STRICT = "?fieldManager=validator&fieldValidation=Strict";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments" + STRICT;
    private static final String THINGS = "/apis/noxu.example/v1/things/mytest" + STRICT;
    private static final String PORTS = """
            'ports':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['containerPort','protocol'],\
            'items':{'type':'object','required':['containerPort','protocol'],'properties':{'containerPort':{'type':'integer'},\
            'protocol':{'type':'string'},'name':{'type':'string'}}}}""";
    private static final String SCHEMA = """
            {'type':'object','properties':{'spec':{'type':'object',%s'properties':{%s'foo':{'type':'string'},\
            'cronSpec':{'type':'string','pattern':'^(\\\\d+|\\\\*)(/\\\\d+)?(\\\\s+(\\\\d+|\\\\*)(/\\\\d+)?){4}$'},""" + PORTS + "}}}}";
    private static final String HEAD = """
            apiVersion: noxu.example/v1
            kind: Thing
            metadata:
              name: mytest
              finalizers:
              - a.example/b
            """;
    private static final String BODY = """
              cronSpec: "* * * * */5"
              ports:
              - name: x
                containerPort: 80
                protocol: TCP
            """;

    @Test
    @Conformance("FieldValidation should detect unknown and duplicate fields of a typed object")
    void unknownAndDoubleFields() throws Exception {
        Answer refused =
                api.create(DEPLOYMENTS, deployment("'name':'d'", "'unknownField':'foo','replicas':2,'replicas':3,"));
        assertThat(refused.is(400).message())
                .contains(
                        "strict decoding error: unknown field \"spec.unknownField\", duplicate field \"spec.replicas\"");
    }

    @Test
    @Conformance("FieldValidation should detect unknown metadata fields of a typed object")
    void unknownMetadata() throws Exception {
        Answer refused = api.create(DEPLOYMENTS, deployment("'name':'d','unknownMeta':'foo'", ""));
        assertThat(refused.is(400).message()).contains("strict decoding error: unknown field \"metadata.unknownMeta\"");
    }

    @Test
    @Conformance("FieldValidation should create/apply a valid CR for CRD with validation schema")
    void aValidCustomResource() throws Exception {
        define(SCHEMA.formatted("", ""));
        api.apply(THINGS, HEAD + "spec:\n  foo: foo1\n" + BODY).is(201);
    }

    @Test
    @Conformance("FieldValidation should create/apply a CR with unknown fields for CRD with no validation schema")
    void anythingWhereNothingIsSaid() throws Exception {
        define(Definitions.ANYTHING);
        Answer made = api.apply(THINGS, HEAD + "spec:\n  unknown: uk1\n" + BODY).is(201);
        assertThat(made.at("spec", "unknown").text()).isEqualTo("uk1");
    }

    @Test
    @Conformance(
            "FieldValidation should create/apply an invalid CR with extra properties for CRD with validation schema")
    void anUnknownFieldAtTheRoot() throws Exception {
        define(SCHEMA.formatted("", ""));
        Answer refused = api.apply(THINGS, HEAD + "unknownField: unknown\nspec:\n  foo: foo1\n" + BODY);
        assertThat(refused.text()).contains(".unknownField: field not declared in schema");
    }

    @Test
    @Conformance("FieldValidation should detect unknown metadata fields in both the root and embedded object of a CR")
    void unknownMetadataInside() throws Exception {
        define(
                SCHEMA.formatted(
                        "'x-kubernetes-preserve-unknown-fields':true,",
                        "'template':{'type':'object','x-kubernetes-embedded-resource':true,'properties':{"
                                + "'metadata':{'type':'object','properties':{'name':{'type':'string'}}},'spec':{'type':'object'}}},"));
        Answer refused =
                api.apply(THINGS, HEAD.replace("  finalizers", "  unknownMeta: unknown\n  finalizers") + """
                        spec:
                          template:
                            apiversion: foo/v1
                            kind: Sub
                            metadata:
                              unknownSubMeta: unknown
                              name: subobject
                              namespace: default
                          foo: foo1
                        """ + BODY);
        assertThat(refused.text()).contains(".spec.template.metadata.unknownSubMeta: field not declared in schema");
    }

    @Test
    @Conformance("FieldValidation should detect duplicates in a CR when preserving unknown fields")
    void doubleFieldsInside() throws Exception {
        define(SCHEMA.formatted("'x-kubernetes-preserve-unknown-fields':true,", ""));
        String body = "\n" + HEAD + "spec:\n  unknown: uk1\n  foo: foo1\n  foo: foo2\n" + BODY;
        assertThat(api.apply(THINGS, body).text()).contains("line 11: key \\\"foo\\\" already set in map");
    }

    private void define(String schema) throws IOException, InterruptedException {
        api.create(
                        Definitions.PATH,
                        Definitions.of("noxu.example", "things", "Thing", Definitions.version("v1", true, schema)))
                .is(201);
    }

    private static String deployment(String metadata, String spec) {
        return "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{%s},'spec':{%s'selector':{'matchLabels':{'app':'n'}},"
                        .formatted(metadata, spec)
                + "'template':{'metadata':{'labels':{'app':'n'}},'spec':{'containers':[{'name':'n','image':'n'}]}}}}";
    }
}
