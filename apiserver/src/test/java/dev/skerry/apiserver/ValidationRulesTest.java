// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Expressions in definitions over HTTP.
class ValidationRulesTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String PUMPS = "/apis/plant.example/v1/namespaces/default/pumps";

    private TestServer server;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        api = Api.of(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBrokenRuleIsARefusalWithTheRulesOwnWords() throws Exception {
        api.post(
                DEFINITIONS,
                definition("'type':'object','x-kubernetes-validations':["
                        + "{'rule':'self.least <= self.most'},"
                        + "{'rule':'self.most < 100','message':'too much','fieldPath':'.most','reason':'FieldValueForbidden'},"
                        + "{'rule':'self.least > 0','messageExpression':'\\\"least is \\\" + (self.most > 100 ? \\\"0\\\" : \\\"?\\\")'}],"
                        + "'properties':{'least':{'type':'integer'},'most':{'type':'integer'}}"));
        api.post(PUMPS, pump("a", "'least':1,'most':2"));
        assertThat(api.refusal(422, "POST", PUMPS, pump("b", "'least':5,'most':2")))
                .isEqualTo(
                        "Pump.plant.example \"b\" is invalid: spec: Invalid value: failed rule: self.least <= self.most");
        assertThat(api.refusal(422, "POST", PUMPS, pump("b", "'least':0,'most':200")))
                .isEqualTo("Pump.plant.example \"b\" is invalid: [spec.most: Forbidden: too much, spec: Invalid value:"
                        + " least is 0]");
        assertThat(api.refusal(422, "POST", PUMPS, pump("b", "'least':1")))
                .contains("spec: Invalid value: no such key: most evaluating rule: self.least <= self.most");
    }

    @Test
    void rulesOverTheOldValueHoldForChangesOnly() throws Exception {
        api.post(
                DEFINITIONS,
                definition("'type':'object','properties':{"
                        + "'color':{'type':'string','x-kubernetes-validations':[{'rule':'self == oldSelf','message':'is fixed'}]},"
                        + "'size':{'type':'integer','x-kubernetes-validations':[{'rule':'oldSelf.hasValue() || self == 1',"
                        + "'optionalOldSelf':true}]}}"));
        api.post(PUMPS, pump("a", "'color':'red','size':1"));
        assertThat(api.refusal(422, "PATCH", PUMPS + "/a", "{'spec':{'color':'blue'}}"))
                .isEqualTo("Pump.plant.example \"a\" is invalid: spec.color: Invalid value: \"blue\": is fixed");
        api.merge(PUMPS + "/a", "{'spec':{'size':5}}");
        assertThat(api.refusal(422, "POST", PUMPS, pump("b", "'size':5"))).contains("spec.size: Invalid value: 5");
    }

    @Test
    void whatWasBrokenBeforeAndIsUntouchedIsTolerated() throws Exception {
        api.post(
                DEFINITIONS,
                definition("'type':'object','properties':{'name':{'type':'string'},'n':{'type':'integer'}}"));
        api.post(PUMPS, pump("a", "'name':'long name','n':1"));
        api.merge(
                DEFINITIONS + "/pumps.plant.example",
                "{'spec':{'versions':"
                        + versions(
                                "'type':'object','properties':{"
                                        + "'name':{'type':'string','x-kubernetes-validations':[{'rule':'self.size() < 5'}]},'n':{'type':'integer'}}")
                        + "}}");
        api.merge(PUMPS + "/a", "{'spec':{'n':2}}");
        assertThat(api.refusal(422, "PATCH", PUMPS + "/a", "{'spec':{'name':'other long'}}"))
                .contains("spec.name: Invalid value: \"other long\": failed rule: self.size() < 5");
    }

    @Test
    void definitionsWhoseRulesAreWrongAreRefused() throws Exception {
        assertThat(refused("'type':'object','x-kubernetes-validations':[{'rule':'self.missing > 1'}],"
                        + "'properties':{'a':{'type':'string'}}"))
                .contains(
                        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value:")
                .contains("compilation failed: ERROR: <input>:1:5: undefined field 'missing'");
        assertThat(refused("'type':'object','x-kubernetes-validations':[{'rule':'self.a'}],"
                        + "'properties':{'a':{'type':'string'}}"))
                .contains("cel expression must evaluate to a bool");
        assertThat(refused("'type':'object','x-kubernetes-validations':[{'rule':'true','reason':'Other'}]"))
                .contains("reason: Unsupported value: \"Other\"");
    }

    @Test
    void definitionsWhoseRulesCouldTakeTooLongAreRefused() throws Exception {
        assertThat(refused("'type':'object','properties':{'list':{'type':'array','items':{'type':'string'},"
                        + "'x-kubernetes-validations':[{'rule':'self.all(x, self.all(y, x == y))'}]}}"))
                .contains(
                        "properties[list].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget"
                                + " by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and"
                                + " maxLength where arrays, maps, and strings are declared)")
                .contains("estimated rule cost total for entire OpenAPIv3 schema exceeds budget");
        api.post(
                DEFINITIONS,
                definition("'type':'object','properties':{'list':{'type':'array','maxItems':10,"
                        + "'items':{'type':'string','maxLength':10},"
                        + "'x-kubernetes-validations':[{'rule':'self.all(x, self.all(y, x == y))'}]}}"));
    }

    @Test
    void rulesReachElementsAndEntries() throws Exception {
        api.post(
                DEFINITIONS,
                definition("'type':'object','properties':{'valves':{'type':'array','maxItems':10,"
                        + "'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],'items':{'type':'object',"
                        + "'required':['name'],'properties':{'name':{'type':'string','maxLength':10},'turns':{'type':'integer',"
                        + "'x-kubernetes-validations':[{'rule':'self >= oldSelf'}]}}}},"
                        + "'labels':{'type':'object','maxProperties':5,'additionalProperties':{'type':'string','maxLength':10,"
                        + "'x-kubernetes-validations':[{'rule':'self != \\\"\\\"'}]}}}"));
        api.post(PUMPS, pump("a", "'valves':[{'name':'x','turns':1},{'name':'y','turns':5}]"));
        assertThat(api.refusal(
                        422,
                        "PATCH",
                        PUMPS + "/a",
                        "{'spec':{'valves':[{'name':'y','turns':4},{'name':'x','turns':2}],'labels':{'k':''}}}"))
                .contains("spec.valves[0].turns: Invalid value: 4")
                .contains("spec.labels[k]: Invalid value: \"\"")
                .doesNotContain("valves[1]");
    }

    private String refused(String spec) throws Exception {
        return api.refusal(422, "POST", DEFINITIONS, definition(spec));
    }

    private static String versions(String spec) {
        return "[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object',"
                + "'properties':{'spec':{" + spec + "}}}}}]";
    }

    private static String definition(String spec) {
        return "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"
                + "'metadata':{'name':'pumps.plant.example'},'spec':{'group':'plant.example','scope':'Namespaced',"
                + "'names':{'plural':'pumps','kind':'Pump'},'versions':" + versions(spec) + "}}";
    }

    private static String pump(String name, String spec) {
        return "{'apiVersion':'plant.example/v1','kind':'Pump','metadata':{'name':'" + name + "'},'spec':{" + spec
                + "}}";
    }
}
