// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.CREATE;
import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.DELETE;
import static dev.skerry.apiserver.admission.AdmissionRequest.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.access.ObjectTable;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.security.identity.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeRestrictionTest {
    private static final Identity NODE = Identity.of("system:node:n1", "system:nodes");
    private static final String NONE = "";

    private final ObjectTable objects = new ObjectTable();
    private final NodeRestriction restriction = new NodeRestriction(objects);

    /// @param old, object JSON with single quotes, or empty
    /// @param refusal a part of the expected message; empty if it passes
    record Case(Operation operation, String resource, String old, String object, String refusal) {}

    private void check(List<Case> cases) {
        for (var c : cases) {
            var write = AdmissionCase.of(c.operation, c.resource).by(NODE);
            write = c.old.isEmpty() ? write : write.old(c.old);
            write = c.object.isEmpty() ? write : write.object(c.object);
            String refusal = write.refusalBy(restriction);
            assertThat(refusal).as(c.toString()).contains(c.refusal);
            assertThat(refusal.isEmpty()).as(c + " -> " + refusal).isEqualTo(c.refusal.isEmpty());
        }
    }

    @Test
    void aNodeWritesItsOwnNodeOnly() {
        String own = "{'metadata':{'name':'n1'%s},'spec':{}}";
        String plain = own.formatted("");
        check(List.of(
                new Case(CREATE, "nodes", NONE, plain, ""),
                new Case(CREATE, "nodes", NONE, own.formatted(",'labels':{'kubernetes.io/arch':'arm64'}"), ""),
                new Case(CREATE, "nodes", NONE, own.formatted(",'labels':{'node-role.kubernetes.io/edge':''}"), ""),
                new Case(CREATE, "nodes", NONE, own.formatted(",'labels':{'site':'pier','x.example/y':'z'}"), ""),
                new Case(
                        CREATE,
                        "nodes",
                        NONE,
                        own.formatted(",'labels':{'node-role.kubernetes.io/control-plane':''}"),
                        "node \"n1\" is not allowed to set the following labels: node-role.kubernetes.io/control-plane"),
                new Case(
                        CREATE,
                        "nodes",
                        NONE,
                        own.formatted(",'labels':{'x.node-restriction.kubernetes.io/y':''}"),
                        "is not allowed to set the following labels"),
                new Case(
                        CREATE,
                        "nodes",
                        NONE,
                        "{'metadata':{'name':'n2'}}",
                        "node \"n1\" is not allowed to modify node \"n2\""),
                new Case(UPDATE, "nodes/status", plain, own.formatted(",'labels':{'kubernetes.io/os':'linux'}"), ""),
                new Case(
                        UPDATE,
                        "nodes",
                        own.formatted(",'labels':{'k8s.io/trusted':'no'}"),
                        own.formatted(",'labels':{'k8s.io/trusted':'yes'}"),
                        "is not allowed to modify labels: k8s.io/trusted"),
                new Case(
                        UPDATE,
                        "nodes",
                        "{'metadata':{'name':'n1'},'spec':{'taints':[{'key':'a','effect':'NoSchedule'}]}}",
                        plain,
                        "node \"n1\" is not allowed to modify taints"),
                new Case(
                        UPDATE,
                        "nodes/status",
                        "{'metadata':{'name':'n2'}}",
                        "{'metadata':{'name':'n2'}}",
                        "is not allowed to modify node \"n2\""),
                new Case(DELETE, "nodes", plain, NONE, "is not allowed to delete nodes")));
    }

    @Test
    void aNodeWritesTheStatusOfItsOwnPodsOnly() {
        String own = "{'metadata':{'namespace':'d','name':'p'%s},'spec':{'nodeName':'n1'}}";
        String others = "{'metadata':{'namespace':'d','name':'p'},'spec':{'nodeName':'n2'}}";
        check(List.of(
                new Case(UPDATE, "pods/status", own.formatted(""), own.formatted(""), ""),
                new Case(
                        UPDATE,
                        "pods/status",
                        others,
                        others,
                        "can only update pod status for pods with spec.nodeName set to itself"),
                new Case(
                        UPDATE,
                        "pods/status",
                        own.formatted(""),
                        own.formatted(",'labels':{'a':'b'}"),
                        "cannot update labels through pod status"),
                new Case(DELETE, "pods", own.formatted(""), NONE, ""),
                new Case(DELETE, "pods", others, NONE, "can only delete pods with spec.nodeName set to itself"),
                new Case(
                        UPDATE, "pods", own.formatted(""), own.formatted(""), "can only create and delete mirror pods"),
                new Case(UPDATE, "pods/binding", own.formatted(""), own.formatted(""), "unexpected pod subresource"),
                new Case(CREATE, "pods", NONE, own.formatted(""), "can only create mirror pods")));
    }

    @Test
    void aMirrorPodAsksForNothing() {
        objects.put("nodes", "{'metadata':{'name':'n1','uid':'u1'}}");
        String mirror = "{'metadata':{'namespace':'d','name':'p','annotations':{'kubernetes.io/config.mirror':'h'}%s},"
                + "'spec':{'nodeName':'n1'%s}}";
        String owner =
                ",'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1','uid':'%s','controller':true}]";
        check(List.of(
                new Case(CREATE, "pods", NONE, mirror.formatted("", ""), ""),
                new Case(CREATE, "pods", NONE, mirror.formatted(owner.formatted("u1"), ""), ""),
                new Case(
                        CREATE,
                        "pods",
                        NONE,
                        mirror.formatted(owner.formatted("u2"), ""),
                        "with an owner reference set to itself"),
                new Case(
                        CREATE,
                        "pods",
                        NONE,
                        mirror.formatted("", ",'serviceAccountName':'x'"),
                        "can not create pods that reference a service account"),
                new Case(
                        CREATE,
                        "pods",
                        NONE,
                        mirror.formatted("", ",'volumes':[{'name':'v','secret':{'secretName':'x'}}]"),
                        "can not create pods that reference secrets"),
                new Case(
                        CREATE,
                        "pods",
                        NONE,
                        mirror.formatted("", ",'containers':[{'envFrom':[{'configMapRef':{'name':'x'}}]}]"),
                        "can not create pods that reference secrets"),
                new Case(
                        CREATE,
                        "pods",
                        NONE,
                        mirror.formatted("", "").replace("n1", "n2"),
                        "can only create pods with spec.nodeName set to itself")));
    }

    @Test
    void tokensAreForItsOwnPods() {
        objects.put("pods", "{'metadata':{'namespace':'d','name':'p','uid':'u1'},'spec':{'nodeName':'n1'}}");
        objects.put("pods", "{'metadata':{'namespace':'d','name':'q','uid':'u2'},'spec':{'nodeName':'n2'}}");
        String request = "{'metadata':{'namespace':'d','name':'sa'},'spec':{%s}}";
        String bound = request.formatted("'boundObjectRef':{'kind':'Pod','name':'%s','uid':'%s'}");
        check(List.of(
                new Case(CREATE, "serviceaccounts/token", NONE, bound.formatted("p", "u1"), ""),
                new Case(CREATE, "serviceaccounts/token", NONE, request.formatted(""), "token not bound to a pod"),
                new Case(CREATE, "serviceaccounts/token", NONE, bound.formatted("p", ""), "without a uid"),
                new Case(CREATE, "serviceaccounts/token", NONE, bound.formatted("p", "u9"), "does not match the UID"),
                new Case(CREATE, "serviceaccounts/token", NONE, bound.formatted("x", "u1"), "pods \"x\" not found"),
                new Case(CREATE, "serviceaccounts/token", NONE, bound.formatted("q", "u2"), "a different node")));
    }

    @Test
    void leasesAreItsOwn() {
        String lease = "{'metadata':{'namespace':'%s','name':'%s'}}";
        check(List.of(
                new Case(CREATE, "leases.coordination.k8s.io", NONE, lease.formatted("kube-node-lease", "n1"), ""),
                new Case(
                        CREATE,
                        "leases.coordination.k8s.io",
                        NONE,
                        lease.formatted("kube-node-lease", "n2"),
                        "with the same name as the requesting node"),
                new Case(
                        UPDATE,
                        "leases.coordination.k8s.io",
                        NONE,
                        lease.formatted("kube-system", "n1"),
                        "system namespace")));
    }

    @Test
    void othersAreNotConcerned() {
        var write = AdmissionCase.of(UPDATE, "nodes")
                .old("{'metadata':{'name':'n2'}}")
                .object("{'metadata':{'name':'n2'},'spec':{'taints':[{'key':'x'}]}}");
        assertThat(write.refusalBy(restriction)).isEmpty();
    }
}
