// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import static dev.skerry.apiserver.authorization.RbacAuthorizerTest.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.apiserver.authorization.Authorizer.Decision;
import dev.skerry.security.identity.Identity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeAuthorizerTest {
    private final ObjectTable objects = new ObjectTable();
    private final NodeAuthorizer nodes = new NodeAuthorizer(objects);
    private final Identity node = Identity.of("system:node:n1", "system:nodes");

    private void aPodThatRefersToMuch() {
        objects.put("pods", """
                {'kind':'Pod','metadata':{'namespace':'plant','name':'p'},'spec':{'nodeName':'n1',
                 'serviceAccountName':'sensor','imagePullSecrets':[{'name':'pull'}],
                 'initContainers':[{'envFrom':[{'secretRef':{'name':'init'}}]}],
                 'containers':[{'env':[{'valueFrom':{'secretKeyRef':{'name':'env'}}},
                                       {'valueFrom':{'configMapKeyRef':{'name':'settings'}}}],
                                'envFrom':[{'configMapRef':{'name':'all'}}]}],
                 'volumes':[{'name':'v1','secret':{'secretName':'mounted'}},
                            {'name':'v2','projected':{'sources':[{'configMap':{'name':'kube-root-ca.crt'}},
                                                                 {'secret':{'name':'projected'}}]}},
                            {'name':'v3','persistentVolumeClaim':{'claimName':'data'}},
                            {'name':'v4','csi':{'nodePublishSecretRef':{'name':'csi'}}},
                            {'name':'v5','ephemeral':{}}]}}""");
        objects.put("pods", """
                {'kind':'Pod','metadata':{'namespace':'plant','name':'other'},'spec':{'nodeName':'n2',
                 'containers':[{'envFrom':[{'secretRef':{'name':'theirs'}}]}]}}""");
        objects.put("pods", """
                {'kind':'Pod','metadata':{'namespace':'plant','name':'mirror',
                 'annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n1',
                 'containers':[{'envFrom':[{'secretRef':{'name':'stolen'}}]}]}}""");
        objects.put("persistentvolumes", """
                {'kind':'PersistentVolume','metadata':{'name':'pv1'},
                 'spec':{'claimRef':{'namespace':'plant','name':'data'}}}""");
    }

    @Test
    void aNodeReadsWhatItsPodsReferTo() {
        aPodThatRefersToMuch();
        for (String allowed : List.of(
                "get secrets plant pull",
                "get secrets plant init",
                "get secrets plant env",
                "watch secrets plant mounted",
                "get secrets plant projected",
                "get secrets plant csi",
                "get configmaps plant settings",
                "get configmaps plant all",
                "get configmaps plant kube-root-ca.crt",
                "get persistentvolumeclaims plant data",
                "get persistentvolumeclaims plant p-v5",
                "get persistentvolumes  pv1",
                "create serviceaccounts/token plant sensor",
                "get pods plant p")) {
            assertThat(nodes.authorize(attributes(node, allowed))).as(allowed).isInstanceOf(Decision.Allowed.class);
        }
    }

    @Test
    void andNothingElse() {
        aPodThatRefersToMuch();
        record Case(String what, String reason) {}
        String unrelated = "no relationship found between node 'n1' and this object";
        for (var c : List.of(
                new Case("get secrets plant theirs", unrelated),
                new Case("get secrets plant stolen", unrelated),
                new Case("get secrets other pull", unrelated),
                new Case("get configmaps plant pull", unrelated),
                new Case("get persistentvolumes  pv2", unrelated),
                new Case("get pods plant other", unrelated),
                new Case("create serviceaccounts/token plant default", unrelated),
                new Case("list secrets plant", "No Object name found"),
                new Case("delete secrets plant pull", "can only read resources of this type"),
                new Case("list persistentvolumeclaims plant", "can only get individual resources of this type"),
                new Case("list serviceaccounts plant", "can only create tokens for individual service accounts"),
                new Case("list pods plant", "can only list/watch pods with spec.nodeName field selector"),
                new Case("get nodes  n2", "node 'n1' cannot read or write other nodes"),
                new Case("delete nodes  n1", "node 'n1' cannot delete nodes"),
                new Case(
                        "get leases.coordination.k8s.io kube-system n1",
                        "can only access leases in the \"kube-node-lease\" system namespace"),
                new Case(
                        "get leases.coordination.k8s.io kube-node-lease n2",
                        "can only access node lease with the same name as the requesting node"),
                new Case("create deployments.apps plant", ""),
                new Case("get /metrics", ""))) {
            assertThat(nodes.authorize(attributes(node, c.what)))
                    .as(c.what)
                    .isEqualTo(new Decision.NoOpinion(c.reason));
        }
    }

    @Test
    void aNodeHasItsOwnThings() {
        for (String allowed : List.of(
                "get nodes  n1",
                "patch nodes/status  n1",
                "create nodes",
                "get leases.coordination.k8s.io kube-node-lease n1",
                "create leases.coordination.k8s.io kube-node-lease",
                "create events plant",
                "patch pods/status plant p",
                "list services")) {
            assertThat(nodes.authorize(attributes(node, allowed))).as(allowed).isInstanceOf(Decision.Allowed.class);
        }
    }

    @Test
    void aNodeFollowsOnePodOfItsOwnByNameBeforeThePodIsThere() {
        var mine = Map.of("spec.nodeName", "n1", "metadata.name", "soon");
        assertThat(nodes.authorize(onePod("watch", mine))).isInstanceOf(Decision.Allowed.class);
        assertThat(nodes.authorize(onePod("get", mine))).isInstanceOf(Decision.NoOpinion.class);
        var theirs = Map.of("spec.nodeName", "n2", "metadata.name", "soon");
        assertThat(nodes.authorize(onePod("watch", theirs))).isInstanceOf(Decision.NoOpinion.class);
    }

    private Attributes onePod(String verb, Map<String, String> fields) {
        return new Attributes(node, verb, "", "v1", "pods", "", "plant", "soon", "", fields);
    }

    @Test
    void whoIsNotANodeIsNotJudged() {
        for (Identity other : List.of(
                Identity.of("system:node:n1"),
                Identity.of("jane", "system:nodes"),
                Identity.of("system:node:", "system:nodes"))) {
            assertThat(nodes.authorize(attributes(other, "get nodes  n1"))).isEqualTo(new Decision.NoOpinion(""));
        }
    }
}
