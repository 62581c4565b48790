// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.api.Test;

class FieldSetTest {
    private static final String TEXT = "{'f:data':{'.':{},'f:a':{},'f:b':{}},'f:spec':{'f:containers':"
            + "{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:image':{}}},'f:finalizers':{'v:\\'x\\'':{}},'f:list':{'i:3':{}}}}";

    @Test
    void theTextFormReadsBack() {
        assertThat(set(TEXT).toJson()).hasToString(TEXT.replace('\'', '"'));
    }

    @Test
    void pathsAreWrittenAsMessagesDo() {
        assertThat(set(TEXT).paths())
                .containsExactly(
                        ".data",
                        ".data.a",
                        ".data.b",
                        ".spec.containers[name=\"c\"]",
                        ".spec.containers[name=\"c\"].image",
                        ".spec.finalizers[=\"x\"]",
                        ".spec.list[3]");
    }

    @Test
    void stepsThatAreNoneAreLeftOut() {
        assertThat(set("{'f:a':{},'x':{},'k:{':{},'i:z':{},'':{},'k:[]':{}}").paths())
                .containsExactly(".a");
        assertThat(FieldSet.read(JsonReader.read("[1]")).isEmpty()).isTrue();
        // A place with nothing but such steps below it is no member, nor has it any.
        assertThat(set("{'f:a':{'x':{}}}")).isEqualTo(FieldSet.EMPTY);
    }

    @Test
    void setsAreCombined() {
        var left = set("{'f:a':{'.':{},'f:x':{},'f:y':{}},'f:b':{}}");
        var right = set("{'f:a':{'f:x':{}},'f:c':{}}");
        assertThat(left.union(right).paths()).containsExactly(".a", ".a.x", ".a.y", ".b", ".c");
        assertThat(left.minus(right).paths()).containsExactly(".a", ".a.y", ".b");
        assertThat(left.intersection(right).paths()).containsExactly(".a.x");
        assertThat(left.minusWithin(FieldSet.ofNames("a")).paths()).containsExactly(".b");
        assertThat(left.containsAll(right)).isFalse();
        assertThat(left.minus(left).isEmpty()).isTrue();
    }

    private static FieldSet set(String text) {
        return FieldSet.read(JsonReader.read(text.replace('\'', '"')));
    }
}
