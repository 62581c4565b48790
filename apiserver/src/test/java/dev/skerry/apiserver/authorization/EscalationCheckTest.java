// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.identity.Identity;
import org.junit.jupiter.api.Test;

class EscalationCheckTest {
    private static final GroupVersionResource ROLES = new GroupVersionResource(GrantIndex.GROUP, "v1", "roles");
    private static final GroupVersionResource BINDINGS =
            new GroupVersionResource(GrantIndex.GROUP, "v1", "rolebindings");

    private final ObjectTable objects = new ObjectTable();
    private final RbacAuthorizer rbac = new RbacAuthorizer(objects);
    private final EscalationCheck check = new EscalationCheck(rbac, rbac);
    private final Identity jane = Identity.of("jane", "devs");

    @Test
    void nobodyGivesMoreThanTheyHave() {
        grant("{'verbs':['get','list'],'apiGroups':[''],'resources':['pods']}");
        assertThatCode(() -> role("[{'verbs':['get'],'apiGroups':[''],'resources':['pods']}]"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> role("[{'verbs':['get','delete','watch'],'apiGroups':[''],'resources':['pods']}]"))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        failure -> org.assertj.core.api.Assertions.assertThat(failure.getMessage())
                                .isEqualTo("roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"jane\" "
                                        + "(groups=[\"devs\"]) is attempting to grant RBAC permissions not currently held:\n"
                                        + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\" \"watch\"]}"));
        assertThatThrownBy(() -> role("[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]"))
                .hasMessageContaining("{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");
        assertThatThrownBy(() -> role("[{'verbs':['get'],'nonResourceURLs':['/metrics']}]"))
                .hasMessageContaining("{NonResourceURLs:[\"/metrics\"], Verbs:[\"get\"]}");
    }

    @Test
    void aRightOnOneNameDoesNotGiveAll() {
        grant("{'verbs':['get'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['a']}");
        assertThatCode(() -> role("[{'verbs':['get'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['a']}]"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> role("[{'verbs':['get'],'apiGroups':[''],'resources':['secrets']}]"))
                .hasMessageContaining("not currently held");
    }

    @Test
    void bindingARoleNeedsItsRightsOrTheRightToBindIt() {
        objects.put("clusterroles", """
                {'kind':'ClusterRole','metadata':{'name':'strong'},
                 'rules':[{'verbs':['delete'],'apiGroups':[''],'resources':['nodes']}]}""");
        assertThatThrownBy(() -> bind("strong")).hasMessageContaining("not currently held");
        grant("{'verbs':['bind'],'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],"
                + "'resourceNames':['strong']}");
        assertThatCode(() -> bind("strong")).doesNotThrowAnyException();
    }

    @Test
    void theRightToEscalateAndMastersMayGiveAll() {
        grant("{'verbs':['escalate'],'apiGroups':['rbac.authorization.k8s.io'],'resources':['roles']}");
        assertThatCode(() -> role("[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]"))
                .doesNotThrowAnyException();
        assertThatCode(() -> check.demandForRole(
                        Identity.of("root", "system:masters"),
                        ROLES,
                        "plant",
                        "r",
                        json("[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]")))
                .doesNotThrowAnyException();
    }

    private void role(String rules) {
        check.demandForRole(jane, ROLES, "plant", "r", json(rules));
    }

    private void bind(String role) {
        check.demandForBinding(
                jane, BINDINGS, "plant", "b", json("{'kind':'ClusterRole','name':'%s'}".formatted(role)));
    }

    private void grant(String rule) {
        objects.put("clusterroles", "{'kind':'ClusterRole','metadata':{'name':'held'},'rules':[%s]}".formatted(rule));
        objects.put("clusterrolebindings", """
                {'kind':'ClusterRoleBinding','metadata':{'name':'held'},
                 'roleRef':{'kind':'ClusterRole','name':'held'},'subjects':[{'kind':'User','name':'jane'}]}""");
    }

    private static Json json(String text) {
        return ObjectTable.object("{'x':" + text + "}").at("x");
    }
}
