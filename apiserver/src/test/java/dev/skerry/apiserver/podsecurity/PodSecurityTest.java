// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.apiserver.podsecurity.Control.Violation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodSecurityTest {
    private static final Standard BASELINE = new Standard(Level.BASELINE, Standard.LATEST);
    private static final Standard RESTRICTED = new Standard(Level.RESTRICTED, Standard.LATEST);
    private static final String HARDENED = "{'securityContext':{'runAsNonRoot':true,"
            + "'seccompProfile':{'type':'RuntimeDefault'}},'containers':[{'name':'a','securityContext':"
            + "{'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']}}}]%s}";

    private static List<String> violations(Standard standard, String spec) {
        var pod = ObjectTable.object("{'spec':%s}".formatted(spec));
        return Controls.violations(
                        new PodSpec(pod.at("metadata").object(), pod.at("spec").object()), standard)
                .stream()
                .map(Violation::toString)
                .toList();
    }

    private static String container(String security) {
        return "{'containers':[{'name':'a','securityContext':%s}]}".formatted(security);
    }

    @Test
    void baselineForbidsWaysToTheNode() {
        record Case(String spec, String violation) {}
        for (var c : List.of(
                new Case("{'hostNetwork':true,'hostPID':true}", "host namespaces (hostNetwork=true, hostPID=true)"),
                new Case(
                        container("{'privileged':true}"),
                        "privileged (container \"a\" must not set securityContext.privileged=true)"),
                new Case(
                        container("{'capabilities':{'add':['NET_ADMIN','CHOWN']}}"),
                        "non-default capabilities (container \"a\" must not include \"NET_ADMIN\" "
                                + "in securityContext.capabilities.add)"),
                new Case("{'volumes':[{'name':'v','hostPath':{}}]}", "hostPath volumes (volume \"v\")"),
                new Case(
                        "{'containers':[{'name':'a','ports':[{'hostPort':80}]}]}",
                        "hostPort (container \"a\" uses hostPort 80)"),
                new Case(
                        "{'containers':[{'name':'a','livenessProbe':{'httpGet':{'host':'10.0.0.1'}}}]}",
                        "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"10.0.0.1\")"),
                new Case(
                        container("{'procMount':'Unmasked'}"),
                        "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")"),
                new Case(
                        container("{'seLinuxOptions':{'type':'spc_t','user':'u'}}"),
                        "seLinuxOptions (container \"a\" set forbidden securityContext.seLinuxOptions: "
                                + "type \"spc_t\"; user may not be set)"),
                new Case(
                        "{'securityContext':{'seccompProfile':{'type':'Unconfined'}}}",
                        "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")"),
                new Case(
                        "{'securityContext':{'sysctls':[{'name':'kernel.msgmax'},{'name':'net.ipv4.tcp_rmem'}]}}",
                        "forbidden sysctls (kernel.msgmax)"),
                new Case(
                        container("{'windowsOptions':{'hostProcess':true}}"),
                        "hostProcess (container \"a\" must not set securityContext.windowsOptions.hostProcess=true)"),
                new Case(
                        container("{'appArmorProfile':{'type':'Unconfined'}}"),
                        "forbidden AppArmor profile (container \"a\" must not set AppArmor profile type "
                                + "to \"Unconfined\")"))) {
            assertThat(violations(BASELINE, c.spec)).as(c.spec).containsExactly(c.violation);
            assertThat(violations(Standard.NONE, c.spec)).as(c.spec).isEmpty();
        }
        assertThat(violations(BASELINE, container("{}"))).isEmpty();
    }

    @Test
    void restrictedWantsThePodToSayThatItIsHarmless() {
        assertThat(violations(RESTRICTED, "{'containers':[{'name':'a'},{'name':'b'}]}"))
                .containsExactly(
                        "allowPrivilegeEscalation != false (containers \"a\", \"b\" must set "
                                + "securityContext.allowPrivilegeEscalation=false)",
                        "unrestricted capabilities (containers \"a\", \"b\" must set "
                                + "securityContext.capabilities.drop=[\"ALL\"])",
                        "runAsNonRoot != true (pod or containers \"a\", \"b\" must set "
                                + "securityContext.runAsNonRoot=true)",
                        "seccompProfile (pod or containers \"a\", \"b\" must set "
                                + "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
        assertThat(violations(RESTRICTED, HARDENED.formatted(""))).isEmpty();
        assertThat(violations(RESTRICTED, HARDENED.formatted(",'volumes':[{'name':'v','hostPath':{}}]")))
                .containsExactly("restricted volume types (volume \"v\" uses restricted volume type \"hostPath\")");
        assertThat(violations(
                        RESTRICTED,
                        HARDENED.replace("'runAsNonRoot'", "'runAsUser':0,'runAsNonRoot'")
                                .formatted("")))
                .containsExactly("runAsUser=0 (pod must not set runAsUser=0)");
    }

    @Test
    void anOldVersionForbidsWhatItDidThen() {
        var old = new Standard(Level.RESTRICTED, 7);
        assertThat(violations(old, "{'securityContext':{'runAsNonRoot':true},'containers':[{'name':'a'}]}"))
                .isEmpty();
        String sysctl = "{'securityContext':{'sysctls':[{'name':'net.ipv4.tcp_rmem'}]}}";
        assertThat(violations(new Standard(Level.BASELINE, 31), sysctl)).hasSize(1);
        assertThat(violations(new Standard(Level.BASELINE, 32), sysctl)).isEmpty();
        String probe = "{'containers':[{'name':'a','livenessProbe':{'httpGet':{'host':'10.0.0.1'}}}]}";
        assertThat(violations(new Standard(Level.BASELINE, 33), probe)).isEmpty();
    }

    @Test
    void labelsAreUnderstoodOrRefused() {
        var policy = NamespacePolicy.of(ObjectTable.object("""
                {'metadata':{'labels':{'pod-security.kubernetes.io/enforce':'baseline',
                 'pod-security.kubernetes.io/enforce-version':'v1.30','pod-security.kubernetes.io/warn':'tight'}}}"""));
        assertThat(policy.enforce()).hasToString("baseline:v1.30");
        assertThat(policy.errors()).hasSize(1);
        assertThat(policy.errors().getFirst().toString()).contains("must be one of privileged, baseline, restricted");
    }

    @Test
    void someAreExempt() {
        var exemptions = new Exemptions(Set.of("jane"), Set.of("infra"), Set.of("vm"));
        assertThat(exemptions.reason("jane", "plant", "")).isEqualTo("user");
        assertThat(exemptions.reason("joe", "infra", "")).isEqualTo("namespace");
        assertThat(exemptions.reason("joe", "plant", "vm")).isEqualTo("runtimeClass");
        assertThat(exemptions.reason("joe", "plant", "")).isEmpty();
    }
}
