// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {
    private static final SelectableFields POD = SelectableFields.of(new GroupVersionKind("", "v1", "Pod"));

    private static final KubeObject OBJECT = new KubeObject(JsonReader.read("""
            {"metadata": {"name": "web-0", "namespace": "shop"},
             "spec": {"nodeName": "edge,1=a", "restartPolicy": "Always"}, "status": {"phase": "Running"}}""").object());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "metadata.name=web-0 | true",
                "metadata.name==web-1 | false",
                "metadata.name!=web-1 | true",
                "metadata.namespace=shop,status.phase!=Failed | true",
                "status.phase=Running,status.phase=Failed | false",
                "spec.nodeName=edge\\,1\\=a | true",
                "spec.host=edge\\,1\\=a | true",
                "spec.nodeName= | false",
                "status.podIP= | true",
                "spec.hostNetwork=false | true",
                "metadata.name=web-0,, | true"
            })
    void termsChoose(String text, boolean expected) {
        assertThat(FieldSelector.parse(text, POD).matches(OBJECT)).isEqualTo(expected);
    }

    @Test
    void anUnknownFieldIsRejectedInKubernetesWords() {
        assertThatThrownBy(() -> FieldSelector.parse("data.a=b", SelectableFields.METADATA))
                .hasMessage("\"data.a\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        assertThatThrownBy(() -> FieldSelector.parse("spec.foo=b", POD))
                .hasMessage("field label not supported: spec.foo");
        assertThatThrownBy(() -> FieldSelector.parse("metadata.name", POD))
                .hasMessage("invalid selector: 'metadata.name'; can't understand 'metadata.name'");
        assertThatThrownBy(() -> FieldSelector.parse("metadata.name=a\\b", POD)).hasMessageContaining("invalid escape");
    }

    @Test
    void countsAndFlagsThatAreAbsentHaveTheirZeroValue() {
        var replicaSet = SelectableFields.of(new GroupVersionKind("apps", "v1", "ReplicaSet"));
        assertThat(FieldSelector.parse("status.replicas=0", replicaSet).matches(OBJECT))
                .isTrue();
        var node = SelectableFields.of(new GroupVersionKind("", "v1", "Node"));
        assertThat(FieldSelector.parse("spec.unschedulable=false", node).matches(OBJECT))
                .isTrue();
    }

    @Test
    void theDemandedNameIsKnown() {
        assertThat(FieldSelector.parse("metadata.name=web-0,status.phase=Running", POD)
                        .findName())
                .contains("web-0");
        assertThat(FieldSelector.parse("metadata.name!=web-0", POD).findName()).isEmpty();
    }

    @Test
    void theTextFormReadsBack() {
        var selector = FieldSelector.parse("spec.nodeName=edge\\,1\\=a,status.phase!=Failed", POD);
        assertThat(selector).hasToString("spec.nodeName=edge\\,1\\=a,status.phase!=Failed");
        assertThat(FieldSelector.parse(selector.toString(), POD).matches(OBJECT))
                .isTrue();
    }
}
