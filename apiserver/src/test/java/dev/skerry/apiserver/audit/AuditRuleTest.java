// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.security.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
    private static final Identity JANE = Identity.of("jane", "devs", "system:authenticated");
    private static final Attributes LOG = new Attributes(JANE, "get", "", "v1", "pods", "log", "plant", "web", "");
    private static final Attributes NODES = new Attributes(JANE, "list", "", "v1", "nodes", "", "", "", "");
    private static final Attributes HEALTH = new Attributes(JANE, "get", "", "", "", "", "", "", "/healthz/ping");

    @Test
    void aRuleFitsWhatItNames() {
        record Case(String rule, Attributes request, boolean fits) {}
        for (var c : List.of(
                new Case("{}", LOG, true),
                new Case("{}", HEALTH, true),
                new Case("{users: [jane]}", LOG, true),
                new Case("{users: [joe]}", LOG, false),
                new Case("{userGroups: [ops, devs]}", LOG, true),
                new Case("{userGroups: [ops]}", LOG, false),
                new Case("{verbs: [list]}", LOG, false),
                new Case("{resources: [{group: ''}]}", LOG, true),
                new Case("{resources: [{group: apps}]}", LOG, false),
                new Case("{resources: [{group: ''}]}", HEALTH, false),
                new Case("{resources: [{group: '', resources: [pods]}]}", LOG, false),
                new Case("{resources: [{group: '', resources: [pods/log]}]}", LOG, true),
                new Case("{resources: [{group: '', resources: ['pods/*']}]}", LOG, true),
                new Case("{resources: [{group: '', resources: ['*/log']}]}", LOG, true),
                new Case("{resources: [{group: '', resources: ['*']}]}", LOG, true),
                new Case("{resources: [{group: '', resources: ['*/scale']}]}", LOG, false),
                new Case("{resources: [{group: '', resources: [pods/log], resourceNames: [web]}]}", LOG, true),
                new Case("{resources: [{group: '', resources: [pods/log], resourceNames: [db]}]}", LOG, false),
                new Case("{namespaces: [plant]}", LOG, true),
                new Case("{namespaces: [plant]}", NODES, false),
                new Case("{namespaces: ['']}", NODES, true),
                new Case("{nonResourceURLs: ['/healthz*']}", HEALTH, true),
                new Case("{nonResourceURLs: ['*']}", HEALTH, true),
                new Case("{nonResourceURLs: [/healthz]}", HEALTH, false),
                new Case("{nonResourceURLs: ['*']}", LOG, false))) {
            var policy = policy("rules: [" + c.rule.replaceFirst("\\{", "{level: Metadata, ") + "]");
            boolean isKept = policy.verdict(c.request).level() == AuditPolicy.Level.METADATA;
            assertThat(isKept).as(c.toString()).isEqualTo(c.fits);
        }
    }

    @Test
    void theFirstRuleThatFitsDecidesAndStagesAddUp() {
        var policy = policy("""
                omitStages: [RequestReceived]
                rules:
                - {level: None, users: [joe]}
                - {level: Request, omitStages: [ResponseStarted], verbs: [get]}
                - {level: Metadata}
                """);
        assertThat(policy.verdict(LOG).level()).isEqualTo(AuditPolicy.Level.REQUEST);
        assertThat(policy.verdict(LOG).omitted())
                .containsExactlyInAnyOrder(AuditPolicy.Stage.REQUEST_RECEIVED, AuditPolicy.Stage.RESPONSE_STARTED);
        assertThat(policy.verdict(NODES).omitted()).containsExactly(AuditPolicy.Stage.REQUEST_RECEIVED);
    }

    @Test
    void aPolicyThatCannotBeMeantIsRefusedWithWords() {
        record Case(String text, String why) {}
        for (var c : List.of(
                new Case("rules: []", "no rules"),
                new Case("rules: [{level: Everything}]", "rules[0].level must be"),
                new Case("rules: [{level: None, omitStages: [Never]}]", "there is no stage \"Never\""),
                new Case(
                        "rules: [{level: None, namespaces: [x], nonResourceURLs: [/a]}]",
                        "cannot apply to both regular resources and non-resource URLs"))) {
            assertThatThrownBy(() -> policy(c.text)).as(c.text).hasMessageContaining(c.why);
        }
        assertThatThrownBy(() -> AuditPolicy.read(YamlReader.read("kind: Pod".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("audit.k8s.io/v1");
    }

    private static AuditPolicy policy(String text) {
        String whole = "apiVersion: audit.k8s.io/v1\nkind: Policy\n" + text;
        return AuditPolicy.read(YamlReader.read(whole.getBytes(StandardCharsets.UTF_8)));
    }
}
