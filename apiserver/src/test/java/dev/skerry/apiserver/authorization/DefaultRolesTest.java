// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import static dev.skerry.apiserver.authorization.RbacAuthorizerTest.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.apiserver.authorization.Authorizer.Decision;
import dev.skerry.apiserver.authorization.DefaultRoleReconciliation.Step;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.security.identity.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultRolesTest {
    private final ObjectTable objects = new ObjectTable();

    @Test
    void anEmptyClusterGetsThemAllAndThenNoMore() {
        var steps = reconcile();
        assertThat(steps).allMatch(step -> step instanceof Step.Create).hasSizeGreaterThan(30);
        assertThat(DefaultRoleReconciliation.plan(objects)).isEmpty();
    }

    @Test
    void noRoleIsThereTwice() {
        assertThat(DefaultRoles.builtIn().roles())
                .extracting(role -> role.objectName())
                .doesNotHaveDuplicates();
        assertThat(DefaultRoles.builtIn().bindings())
                .extracting(binding -> binding.objectName())
                .doesNotHaveDuplicates();
    }

    @Test
    void everybodyHasWhatIsPublicAndNoMore() {
        reconcile();
        var rbac = new RbacAuthorizer(objects);
        var known = Identity.of("jane", Identity.GROUP_AUTHENTICATED);
        record Case(Identity who, String what, boolean isAllowed) {}
        for (var c : List.of(
                new Case(Identity.anonymous(), "get /healthz", true),
                new Case(Identity.anonymous(), "get /version", true),
                new Case(Identity.anonymous(), "get /api", false),
                new Case(Identity.anonymous(), "get /metrics", false),
                new Case(Identity.anonymous(), "list pods default", false),
                new Case(known, "get /apis/apps/v1", true),
                new Case(known, "get /openapi/v3", true),
                new Case(known, "create selfsubjectaccessreviews.authorization.k8s.io", true),
                new Case(known, "create subjectaccessreviews.authorization.k8s.io", false),
                new Case(known, "list pods default", false),
                new Case(Identity.of("x", "system:serviceaccounts"), "get /openid/v1/jwks", true),
                new Case(Identity.of("root", "system:masters"), "delete nodes", true),
                new Case(Identity.of("system:kube-scheduler"), "create pods/binding default p", true),
                new Case(Identity.of("system:kube-scheduler"), "get secrets default s", false),
                new Case(Identity.of("system:node:n", "system:nodes"), "get secrets default s", false))) {
            assertThat(rbac.authorize(attributes(c.who, c.what)) instanceof Decision.Allowed)
                    .as(c.who.name() + " " + c.what)
                    .isEqualTo(c.isAllowed);
        }
    }

    @Test
    void whatPeopleAddedStaysAndWhatIsMissingComesBack() {
        reconcile();
        var view = objects.find("", "clusterroles", ObjectName.cluster("system:basic-user"))
                .orElseThrow();
        var added = ObjectTable.object("{'verbs':['get'],'apiGroups':['x'],'resources':['y']}")
                .tree();
        objects.put("clusterroles", view.with(JsonArray.of(added), "rules"));
        var steps = DefaultRoleReconciliation.plan(objects);
        assertThat(steps)
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Update.class,
                        update -> assertThat(update.object().at("rules").elements())
                                .hasSize(3)
                                .contains(added));
    }

    @Test
    void anAnnotationKeepsUsOff() {
        reconcile();
        var role = objects.find("", "clusterroles", ObjectName.cluster("system:basic-user"))
                .orElseThrow();
        objects.put(
                "clusterroles",
                role.with(JsonArray.EMPTY, "rules")
                        .withAnnotation("rbac.authorization.kubernetes.io/autoupdate", "false"));
        assertThat(DefaultRoleReconciliation.plan(objects)).isEmpty();
    }

    private List<Step> reconcile() {
        var steps = DefaultRoleReconciliation.plan(objects);
        steps.forEach(step -> objects.put(step.resource().resource(), step.object()));
        return steps;
    }
}
