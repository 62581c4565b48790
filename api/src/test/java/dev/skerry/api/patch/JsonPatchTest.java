// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {
    private static final String DOCUMENT = "{\"a\":{\"b\":1},\"l\":[1,2,3],\"s/t\":{\"~\":0},\"n\":null}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | {'a':{'b':1},'l':[1,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'add','path':'/a/c','value':2}] | {'a':{'b':1,'c':2},'l':[1,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'add','path':'/a/b','value':{}}] | {'a':{'b':{}},'l':[1,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'add','path':'/l/1','value':9}] | {'a':{'b':1},'l':[1,9,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'add','path':'/l/3','value':9}] | {'a':{'b':1},'l':[1,2,3,9],'s/t':{'~':0},'n':null}",
                "[{'op':'add','path':'/l/-','value':9}] | {'a':{'b':1},'l':[1,2,3,9],'s/t':{'~':0},'n':null}",
                "[{'op':'add','path':'','value':[]}] | []",
                "[{'op':'remove','path':'/a/b'},{'op':'remove','path':'/l/0'}] | {'a':{},'l':[2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'replace','path':'/s~1t/~0','value':5}] | {'a':{'b':1},'l':[1,2,3],'s/t':{'~':5},'n':null}",
                "[{'op':'replace','path':'/l/2','value':'x'}] | {'a':{'b':1},'l':[1,2,'x'],'s/t':{'~':0},'n':null}",
                "[{'op':'move','from':'/a/b','path':'/l/0'}] | {'a':{},'l':[1,1,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'move','from':'/a','path':'/a'}] | {'a':{'b':1},'l':[1,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'copy','from':'/l','path':'/a/b'}] | {'a':{'b':[1,2,3]},'l':[1,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'test','path':'/a','value':{'b':1.0}},{'op':'test','path':'/x','value':null}] | {'a':{'b':1},'l':[1,2,3],'s/t':{'~':0},'n':null}",
                "[{'op':'test','path':'/n','value':null},{'op':'remove','path':'/n'}] | {'a':{'b':1},'l':[1,2,3],'s/t':{'~':0}}",
            })
    void operationsAreDoneInOrder(String patch, String expected) {
        assertThat(JsonPatch.read(json(patch)).apply(json(DOCUMENT))).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'op':'test','path':'/a/b','value':2}]",
                "[{'op':'test','path':'/x','value':1}]",
                "[{'op':'remove','path':'/x'}]",
                "[{'op':'remove','path':''}]",
                "[{'op':'remove','path':'/l/3'}]",
                "[{'op':'replace','path':'/x','value':1}]",
                "[{'op':'replace','path':'/l/-','value':1}]",
                "[{'op':'add','path':'/x/y','value':1}]",
                "[{'op':'add','path':'/l/4','value':1}]",
                "[{'op':'add','path':'/l/01','value':1}]",
                "[{'op':'add','path':'/l/-1','value':1}]",
                "[{'op':'add','path':'/l/99999999999','value':1}]",
                "[{'op':'add','path':'/a/b/c','value':1}]",
                "[{'op':'move','from':'/a','path':'/a/b'}]",
                "[{'op':'move','from':'/x','path':'/y'}]",
                "[{'op':'copy','from':'/x','path':'/y'}]",
            })
    void whatCannotBeDoneIsUnprocessable(String patch) {
        var operations = JsonPatch.read(json(patch));
        assertThatThrownBy(() -> operations.apply(json(DOCUMENT)))
                .hasMessage("the server rejected our request due to an error in our request")
                .isInstanceOfSatisfying(StatusException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(422);
                    assertThat(failure.reason()).isEqualTo("Invalid");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}",
                "[1]",
                "[{}]",
                "[{'op':'add','value':1}]",
                "[{'op':'add','path':'/a'}]",
                "[{'op':'add','path':'a','value':1}]",
                "[{'op':'move','path':'/a'}]",
                "[{'op':'test','path':'/a'}]",
            })
    void whatIsNoPatchIsABadRequest(String patch) {
        assertThatThrownBy(() -> JsonPatch.read(json(patch)))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        failure -> assertThat(failure.code()).isEqualTo(400));
    }

    @Test
    void tooManyOperationsAreRefused() {
        Json operation = JsonObject.of("op", "test", "path", "", "value", 1);
        assertThatThrownBy(() -> JsonPatch.read(new JsonArray(Collections.nCopies(10_001, operation))))
                .hasMessageContaining("The allowed maximum operations in a JSON patch is 10000, got 10001");
    }

    @Test
    void aDocumentCannotBeDoubledWithoutEnd() {
        var operations = new ArrayList<Json>();
        for (int i = 0; i < 40; i++) {
            operations.add(JsonObject.of("op", "copy", "from", "", "path", "/c" + i));
        }
        var patch = JsonPatch.read(new JsonArray(operations));
        assertThatThrownBy(() -> patch.apply(json(DOCUMENT))).isInstanceOf(StatusException.class);
    }

    @Test
    void aDocumentCannotBeNestedWithoutEnd() {
        var operations = new ArrayList<Json>();
        for (int i = 0; i < 2000; i++) {
            operations.add(JsonObject.of("op", "add", "path", "/w", "value", JsonObject.EMPTY));
            operations.add(JsonObject.of("op", "move", "from", "/a", "path", "/w/a"));
            operations.add(JsonObject.of("op", "move", "from", "/w", "path", "/a"));
        }
        var patch = JsonPatch.read(new JsonArray(operations));
        assertThatThrownBy(() -> patch.apply(json(DOCUMENT))).isInstanceOf(StatusException.class);
    }

    private static Json json(String text) {
        return JsonReader.read(text.replace('\'', '"'));
    }
}
