// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwaggerWriterTest {
    @Test
    void oneDocumentTellsOfAllGroups() {
        String text = written(List.of(new GroupVersion("", "v1"), new GroupVersion("apps", "v1")));
        assertThat(text)
                .contains("2.0", "#/definitions/io.k8s.api.core.v1.PodSpec", "x-kubernetes-patch-merge-key")
                .contains("/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "fieldValidation")
                .doesNotContain("#/components");
    }

    @Test
    void aTypeOfTwoGroupsIsKnownByBoth() {
        String text = written(List.of(new GroupVersion("apps", "v1"), new GroupVersion("batch", "v1")));
        assertThat(text)
                .contains("{\"group\":\"apps\",\"version\":\"v1\",\"kind\":\"DeleteOptions\"},"
                        + "{\"group\":\"batch\",\"version\":\"v1\",\"kind\":\"DeleteOptions\"}");
    }

    private static String written(List<GroupVersion> versions) {
        List<OpenApiDocument> documents = versions.stream()
                .map(version ->
                        new OpenApiBuilder(version, "v1.36.0").addBuiltIns().build())
                .toList();
        return new String(SwaggerWriter.write(documents, "v1.36.0"), StandardCharsets.ISO_8859_1);
    }
}
