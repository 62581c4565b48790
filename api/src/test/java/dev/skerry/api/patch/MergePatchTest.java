// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':'b'} | {'a':'c'} | {'a':'c'}",
                "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
                "{'a':'b'} | {'a':null} | {}",
                "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
                "{'a':['b']} | {'a':'c'} | {'a':'c'}",
                "{'a':'c'} | {'a':['b']} | {'a':['b']}",
                "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
                "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
                "{'e':null} | {'a':1} | {'e':null,'a':1}",
                "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
                "{'a':1} | {'a':{'b':{'c':null,'d':2}}} | {'a':{'b':{'d':2}}}",
            })
    void objectsAreOverlaid(String document, String patch, String expected) {
        assertThat(MergePatch.apply(json(document).object(), json(patch))).isEqualTo(json(expected));
    }

    @Test
    void whatIsNoObjectIsABadRequest() {
        assertThatThrownBy(() -> MergePatch.apply(json("{}").object(), json("[]")))
                .hasMessageContaining("cannot unmarshal array into Go value of type map[string]interface {}");
    }

    private static Json json(String text) {
        return JsonReader.read(text.replace('\'', '"'));
    }
}
