// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.JsonReader;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuralCheckTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object'} |",
                "{'type':'object','x-kubernetes-preserve-unknown-fields':true} |",
                "{} | s.type: Required value: must not be empty at the root",
                "{'type':'string'} | s.type: Invalid value: 'string': must be object at the root",
                "{'type':'object','properties':{'spec':{}}} | s.properties[spec].type: Required value: must not be empty for specified object fields",
                "{'type':'object','properties':{'spec':{'x-kubernetes-preserve-unknown-fields':true}}} |",
                "{'type':'object','properties':{'l':{'type':'array'}}} | s.properties[l].items: Required value: must be specified",
                "{'type':'object','properties':{'l':{'type':'array','items':{}}}} | s.properties[l].items.type: Required value: must not be empty for specified array items",
                "{'type':'object','properties':{'l':{'type':'array','items':[{'type':'string'}]}}} | s.properties[l].items: Forbidden: items must be a schema object and not an array",
                "{'type':'object','properties':{'a':{'type':'text'}}} | s.properties[a].type: Unsupported value: 'text': supported values: 'array', 'boolean', 'integer', 'number', 'object', 'string'",
                "{'type':'object','properties':{'a':{'type':'string','$ref':'#/x'}}} | s.properties[a].$ref: Forbidden: $ref is not supported",
                "{'type':'object','properties':{'a':{'type':'array','uniqueItems':true,'items':{'type':'string'}}}} | s.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
                "{'type':'object','additionalProperties':{'type':'string'},'properties':{'a':{'type':'string'}}} | s.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive",
                "{'type':'object','properties':{'l':{'type':'array','x-kubernetes-list-type':'map','items':{'type':'object'}}}} | s.properties[l].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
                "{'type':'object','properties':{'l':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':{'type':'object','properties':{'k':{'type':'string'}}}}}} | s.properties[l].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
                "{'type':'object','properties':{'l':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':{'type':'object','required':['k'],'properties':{'k':{'type':'string'}}}}}} |",
                "{'type':'object','properties':{'metadata':{'type':'object','properties':{'labels':{'type':'object'}}}}} | s.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified",
                "{'type':'object','properties':{'a':{'type':'string','pattern':'('}}} | s.properties[a].pattern: Invalid value: '(': must be a valid regular expression, but isn't: Unclosed group",
                "{'type':'object','properties':{'a':{'type':'integer','default':'x'}}} | s.properties[a].default: Invalid value: 'string': s.properties[a].default in body must be of type integer: 'string'",
                "{'type':'object','properties':{'a':{'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]}}} |",
                "{'type':'object','anyOf':[{'type':'object'}]} | s.anyOf[0].type: Forbidden: must be empty to be structural",
                "{'type':'object','oneOf':[{'required':['a']}],'properties':{'a':{'type':'string'}}} |",
                "{'type':'object','x-kubernetes-preserve-unknown-fields':false} | s.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined",
            })
    void usualMistakesAreNamed(String schema, String fault) {
        var faults =
                StructuralCheck.check(JsonReader.read(schema.replace('\'', '"')).object(), "s");
        assertThat(faults.stream().map(FieldError::toString).collect(Collectors.joining("; ")))
                .isEqualTo(fault == null ? "" : fault.replace('\'', '"').replace("isn\"t", "isn't"));
    }
}
