// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import org.junit.jupiter.api.Test;

/// What is in a namespace goes with it, and what belongs into every namespace is there.
class NamespacesEndTest extends WholeServer {
    private static final String POD =
            "{'metadata':{'name':'%s'%s},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}]}}";

    @Test
    @Conformance("Namespaces should ensure that all services are removed when a namespace is deleted")
    void servicesGoWithTheirNamespace() throws Exception {
        server.create(in("v1", "services"), "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}")
                .is(201);
        server.delete("/api/v1/namespaces/" + namespace, "").is(200);
        server.awaitGone("/api/v1/namespaces/" + namespace);
        server.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(namespace))
                .is(201);
        server.read(in("v1", "services/s")).is(404);
        assertThat(server.read(in("v1", "services")).is(200).items()).isEmpty();
    }

    @Test
    @Conformance("Namespaces should ensure that all pods are removed when a namespace is deleted")
    void podsGoWithTheirNamespaceOnceTheirNodeHasEndedThem() throws Exception {
        server.create(in("v1", "pods"), POD.formatted("p", "")).is(201);
        server.delete("/api/v1/namespaces/" + namespace, "").is(200);
        server.await(
                in("v1", "pods/p"),
                pod -> !pod.at("metadata", "deletionTimestamp").isNull());
        server.read("/api/v1/namespaces/" + namespace).is(200);
        // What its node says when the containers have ended.
        server.delete(in("v1", "pods/p"), "{'gracePeriodSeconds':0}").is(200);
        server.awaitGone("/api/v1/namespaces/" + namespace);
        server.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(namespace))
                .is(201);
        assertThat(server.read(in("v1", "pods")).is(200).items()).isEmpty();
    }

    @Test
    @Conformance("OrderedNamespaceDeletion namespace deletion should delete pod first")
    void podsGoBeforeWhatTheyMayStillNeed() throws Exception {
        server.create(in("v1", "pods"), POD.formatted("p", ",'finalizers':['e2e.example/wait']"))
                .is(201);
        server.create(in("v1", "configmaps"), "{'metadata':{'name':'needed'},'data':{'a':'b'}}")
                .is(201);
        server.delete("/api/v1/namespaces/" + namespace, "").is(200);
        server.await(
                in("v1", "pods/p"),
                pod -> !pod.at("metadata", "deletionTimestamp").isNull());
        server.delete(in("v1", "pods/p"), "{'gracePeriodSeconds':0}").is(200);
        server.await(
                "/api/v1/namespaces/" + namespace,
                found -> found.at("status", "conditions").toString().contains("NamespaceFinalizersRemaining"));
        server.read(in("v1", "configmaps/needed")).is(200);
        server.patch(in("v1", "pods/p"), RunningServer.MERGE, "{'metadata':{'finalizers':null}}")
                .is(200);
        server.awaitGone("/api/v1/namespaces/" + namespace);
        server.read(in("v1", "configmaps/needed")).is(404);
    }

    @Test
    @Conformance("ServiceAccounts should guarantee kube-root-ca.crt exist in any namespace")
    void everyNamespaceHasTheRootCertificate() throws Exception {
        String path = in("v1", "configmaps/kube-root-ca.crt");
        var made = server.await(path, answer -> answer.code() == 200);
        assertThat(made.at("data", "ca.crt").text()).startsWith("-----BEGIN CERTIFICATE-----");
        server.delete(path, "").is(200);
        var again = server.await(
                path,
                answer -> answer.code() == 200 && !answer.at("metadata", "uid").equals(made.at("metadata", "uid")));
        assertThat(again.at("data")).isEqualTo(made.at("data"));
        server.replace(
                        path,
                        again.body()
                                .object()
                                .withAt(made.at("metadata", "name"), "data", "ca.crt")
                                .toString())
                .is(200);
        server.await(path, answer -> answer.at("data").equals(made.at("data")));
    }
}
