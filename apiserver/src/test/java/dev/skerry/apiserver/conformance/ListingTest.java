// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.foundation.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Lists in pages, and as what a client cannot have.
class ListingTest extends ApiConformance {
    private static final String TEMPLATES = NAMESPACE + "/podtemplates";
    private static final int TEMPLATE_COUNT = 60;

    @Test
    @Conformance("Servers with support for API chunking should return chunks of results for list calls")
    void pagesAddUpToTheWholeAtOneVersion() throws Exception {
        createTemplates();
        var names = new ArrayList<String>();
        Answer page = api.read(TEMPLATES + "?limit=7").is(200);
        String version = page.version();
        names.addAll(names(page));
        while (!page.at("metadata", "continue").text().isEmpty()) {
            assertThat(names(page)).hasSize(7);
            assertThat(page.at("metadata", "remainingItemCount").longOr(-1)).isEqualTo(TEMPLATE_COUNT - names.size());
            page = api.read(TEMPLATES + "?limit=7&continue="
                            + page.at("metadata", "continue").text())
                    .is(200);
            assertThat(page.version()).isEqualTo(version);
            names.addAll(names(page));
        }
        assertThat(page.at("metadata", "remainingItemCount").isNull()).isTrue();
        assertThat(names).isEqualTo(names(api.read(TEMPLATES))).hasSize(TEMPLATE_COUNT);
        Answer whole =
                api.read(TEMPLATES + "?limit=500&resourceVersion=" + version).is(200);
        assertThat(names(whole)).hasSize(TEMPLATE_COUNT);
        assertThat(whole.at("metadata", "continue").text()).isEmpty();
    }

    @Test
    @Conformance(
            "Servers with support for API chunking should support continue listing from the last key if the original"
                    + " version has been compacted away, though the list is inconsistent")
    void aPageThatComesTooLateCanGoOnInconsistently() throws Exception {
        createTemplates();
        Answer first = api.read(TEMPLATES + "?limit=7").is(200);
        forgetThePast();
        Answer expired = api.read(TEMPLATES + "?limit=7&continue="
                        + first.at("metadata", "continue").text())
                .is(410);
        assertThat(expired.at("reason").text()).isEqualTo("Expired");
        String token = expired.at("metadata", "continue").text();
        assertThat(token).isNotEmpty();
        Answer second = api.read(TEMPLATES + "?limit=7&continue=" + token).is(200);
        assertThat(second.version()).isNotEqualTo(first.version());
        var names = new ArrayList<>(names(first));
        names.addAll(names(second));
        String version = second.version();
        for (Answer page = second; !page.at("metadata", "continue").text().isEmpty(); ) {
            page = api.read(TEMPLATES + "?limit=7&continue="
                            + page.at("metadata", "continue").text())
                    .is(200);
            assertThat(page.version()).isEqualTo(version);
            names.addAll(names(page));
        }
        assertThat(names).isEqualTo(names(api.read(TEMPLATES)));
    }

    @Test
    @Conformance(
            "Servers with support for Table transformation should return a 406 for a backend which does not implement"
                    + " metadata")
    void whatHasNoTableIsNotAcceptable() throws Exception {
        Answer refused = api.sendAs(
                "POST",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "application/json;as=Table;v=v1;g=meta.k8s.io",
                "{'apiVersion':'authorization.k8s.io/v1','kind':'SelfSubjectAccessReview',"
                        + "'spec':{'resourceAttributes':{'verb':'get','resource':'pods','namespace':'default'}}}");
        assertThat(refused.is(406).at("reason").text()).isEqualTo("NotAcceptable");
    }

    @Test
    @Conformance("server version should find the server version")
    void theVersionIsNumbers() throws Exception {
        Answer version = api.read("/version").is(200);
        assertThat(version.at("major").text()).matches("\\d+");
        assertThat(version.at("minor").text()).matches("\\d+");
        assertThat(version.at("gitVersion").text()).matches("v\\d+\\.\\d+\\.\\d+.*");
    }

    private void createTemplates() throws IOException, InterruptedException {
        for (int i = 0; i < TEMPLATE_COUNT; i++) {
            api.create(
                            TEMPLATES,
                            "{'metadata':{'name':'template-%04d'},'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}}"
                                    .formatted(i))
                    .is(201);
        }
    }

    /// More changes than the server keeps.
    private void forgetThePast() throws IOException, InterruptedException {
        for (int i = 0; i < 9_000; i++) {
            api.patch(TEMPLATES + "/template-0000", ApiClient.MERGE, "{'metadata':{'annotations':{'n':'" + i + "'}}}")
                    .is(200);
        }
    }

    private static List<String> names(Answer list) {
        return list.at("items").elements().stream()
                .map(item -> item.at("metadata", "name"))
                .map(Json::text)
                .toList();
    }
}
