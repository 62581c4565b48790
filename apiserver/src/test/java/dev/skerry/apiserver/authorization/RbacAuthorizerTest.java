// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.apiserver.authorization.Authorizer.Decision;
import dev.skerry.security.identity.Identity;
import org.junit.jupiter.api.Test;

class RbacAuthorizerTest {
    private final ObjectTable objects = new ObjectTable();
    private final RbacAuthorizer rbac = new RbacAuthorizer(objects);

    /// `verb resource[/sub] namespace [name]` of the core group, or `verb /path`.
    private boolean may(Identity identity, String what) {
        return rbac.authorize(attributes(identity, what)) instanceof Decision.Allowed;
    }

    static Attributes attributes(Identity identity, String what) {
        String[] words = what.split(" ", -1);
        if (words[1].startsWith("/")) {
            return new Attributes(identity, words[0], "", "", "", "", "", "", words[1]);
        }
        String group = words[1].contains(".") ? words[1].substring(words[1].indexOf('.') + 1) : "";
        String resource = group.isEmpty() ? words[1] : words[1].substring(0, words[1].indexOf('.'));
        String[] parts = resource.split("/", 2);
        return new Attributes(
                identity,
                words[0],
                group,
                "v1",
                parts[0],
                parts.length > 1 ? parts[1] : "",
                words.length > 2 ? words[2] : "",
                words.length > 3 ? words[3] : "",
                "");
    }

    @Test
    void aRoleHoldsInItsNamespaceOnly() {
        objects.put("roles", """
                {'kind':'Role','metadata':{'namespace':'plant','name':'reader'},
                 'rules':[{'verbs':['get','list'],'apiGroups':[''],'resources':['pods','pods/log']}]}""");
        objects.put("rolebindings", """
                {'kind':'RoleBinding','metadata':{'namespace':'plant','name':'jane-reads'},
                 'roleRef':{'kind':'Role','name':'reader'},
                 'subjects':[{'kind':'User','name':'jane'},{'kind':'ServiceAccount','name':'sensor'},
                             {'kind':'Group','name':'ops'}]}""");
        var jane = Identity.of("jane");
        assertThat(may(jane, "get pods plant p")).isTrue();
        assertThat(may(jane, "get pods/log plant p")).isTrue();
        assertThat(may(jane, "get pods/exec plant p")).isFalse();
        assertThat(may(jane, "delete pods plant p")).isFalse();
        assertThat(may(jane, "get pods other p")).isFalse();
        assertThat(may(jane, "list pods")).isFalse();
        assertThat(may(Identity.of("joe"), "get pods plant")).isFalse();
        assertThat(may(Identity.of("joe", "ops"), "get pods plant")).isTrue();
        assertThat(may(Identity.of("system:serviceaccount:plant:sensor"), "get pods plant"))
                .isTrue();
        assertThat(may(Identity.of("system:serviceaccount:other:sensor"), "get pods plant"))
                .isFalse();
    }

    @Test
    void aClusterRoleHoldsWhereItIsBound() {
        clusterRole("secrets-of-one", "{'verbs':['*'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['a']}");
        objects.put("rolebindings", """
                {'kind':'RoleBinding','metadata':{'namespace':'plant','name':'x'},
                 'roleRef':{'kind':'ClusterRole','name':'secrets-of-one'},'subjects':[{'kind':'User','name':'jane'}]}""");
        clusterBinding("secrets-of-one", "joe");
        assertThat(may(Identity.of("jane"), "get secrets plant a")).isTrue();
        assertThat(may(Identity.of("jane"), "get secrets plant b")).isFalse();
        assertThat(may(Identity.of("jane"), "list secrets plant")).isFalse();
        assertThat(may(Identity.of("jane"), "get secrets other a")).isFalse();
        assertThat(may(Identity.of("joe"), "get secrets other a")).isTrue();
    }

    @Test
    void starsAndPathsMatchAsTheyShould() {
        clusterRole(
                "wide",
                "{'verbs':['get'],'apiGroups':['*'],'resources':['*/scale','nodes']},"
                        + "{'verbs':['get'],'nonResourceURLs':['/logs/*','/healthz']}");
        clusterBinding("wide", "jane");
        var jane = Identity.of("jane");
        assertThat(may(jane, "get deployments/scale.apps plant d")).isTrue();
        assertThat(may(jane, "get deployments.apps plant d")).isFalse();
        assertThat(may(jane, "get nodes")).isTrue();
        assertThat(may(jane, "get nodes/proxy")).isFalse();
        assertThat(may(jane, "get /logs/a/b")).isTrue();
        assertThat(may(jane, "get /healthz")).isTrue();
        assertThat(may(jane, "get /healthz/etcd")).isFalse();
    }

    @Test
    void aRoleInANamespaceGivesNoPaths() {
        clusterRole("paths", "{'verbs':['get'],'nonResourceURLs':['*']}");
        objects.put("rolebindings", """
                {'kind':'RoleBinding','metadata':{'namespace':'plant','name':'x'},
                 'roleRef':{'kind':'ClusterRole','name':'paths'},'subjects':[{'kind':'User','name':'jane'}]}""");
        assertThat(may(Identity.of("jane"), "get /metrics")).isFalse();
    }

    @Test
    void changesHoldAtOnce() {
        clusterRole("reader", "{'verbs':['get'],'apiGroups':[''],'resources':['pods']}");
        clusterBinding("reader", "jane");
        assertThat(may(Identity.of("jane"), "get pods plant")).isTrue();
        objects.remove("clusterrolebindings", ObjectName.cluster("reader"));
        assertThat(may(Identity.of("jane"), "get pods plant")).isFalse();
    }

    @Test
    void reasonsNameTheBindingOrWhatIsMissing() {
        clusterRole("reader", "{'verbs':['get'],'apiGroups':[''],'resources':['pods']}");
        clusterBinding("reader", "jane");
        clusterBinding("lost", "joe");
        assertThat(rbac.authorize(attributes(Identity.of("jane"), "get pods plant")))
                .isEqualTo(new Decision.Allowed(
                        "RBAC: allowed by ClusterRoleBinding \"reader\" of ClusterRole \"reader\" to User \"jane\""));
        assertThat(rbac.authorize(attributes(Identity.of("joe"), "get pods plant")))
                .isEqualTo(new Decision.NoOpinion("RBAC: clusterrole.rbac.authorization.k8s.io \"lost\" not found"));
    }

    @Test
    void anAggregatedRoleFollowsItsParts() {
        DefaultRoles.builtIn().roles().forEach(role -> objects.put("clusterroles", role));
        clusterBinding("admin", "jane");
        assertThat(may(Identity.of("jane"), "get pods plant")).isTrue();
        assertThat(may(Identity.of("jane"), "create roles.rbac.authorization.k8s.io plant"))
                .isTrue();
        assertThat(may(Identity.of("jane"), "get devices.skerry.dev plant")).isFalse();
        objects.put("clusterroles", """
                {'kind':'ClusterRole','metadata':{'name':'devices',
                   'labels':{'rbac.authorization.k8s.io/aggregate-to-view':'true'}},
                 'rules':[{'verbs':['get'],'apiGroups':['skerry.dev'],'resources':['devices']}]}""");
        assertThat(may(Identity.of("jane"), "get devices.skerry.dev plant")).isTrue();
    }

    @Test
    void twoRolesThatSelectEachOtherDoNotHangUs() {
        for (String name : new String[] {"a", "b"}) {
            objects.put("clusterroles", """
                    {'kind':'ClusterRole','metadata':{'name':'%s','labels':{'x':'y'}},
                     'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'x':'y'}}]}}""".formatted(name));
        }
        clusterBinding("a", "jane");
        assertThat(may(Identity.of("jane"), "get pods plant")).isFalse();
    }

    private void clusterRole(String name, String rules) {
        objects.put(
                "clusterroles", "{'kind':'ClusterRole','metadata':{'name':'%s'},'rules':[%s]}".formatted(name, rules));
    }

    private void clusterBinding(String role, String user) {
        objects.put("clusterrolebindings", """
                {'kind':'ClusterRoleBinding','metadata':{'name':'%s'},
                 'roleRef':{'kind':'ClusterRole','name':'%s'},'subjects':[{'kind':'User','name':'%s'}]}""".formatted(role, role, user));
    }
}
