// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.EtcdServer;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two whole servers over one real etcd: what one writes the other reads, one of them leads, the other takes over,
/// and both live through an absence of the etcd.
@Timeout(300)
class TwoServersTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/";
    private static final String ACCOUNT = "/api/v1/namespaces/%s/serviceaccounts/default";

    @Test
    void eachReadsWhatTheOtherWritesAndOneTakesOverFromTheOther(@TempDir Path folder) throws Exception {
        EtcdServer etcd = EtcdServer.alone(folder.resolve("etcd"));
        var datastore = new Datastore(Endpoint.parse(etcd.url()), TlsFiles.NONE, folder.resolve("unused.db"));
        String token = "the words of this cluster";
        try {
            var first = RunningServer.start(folder.resolve("one"), datastore, token);
            try (var second = RunningServer.start(folder.resolve("two"), datastore, token)) {
                writeAndReadAcross(first, second);
                second.await(
                        "/api/v1/namespaces/default/endpoints/kubernetes",
                        answer -> answer.text().split("\"ip\"").length == 3
                                || answer.text().split("\"port\"").length == 3);
                String leader = holder(first, "kube-controller-manager");
                assertThat(leader).startsWith(first.address().substring("https://".length()));
                first.close();
                second.await(
                        LEASE + "kube-scheduler",
                        answer -> !answer.at("spec", "holderIdentity").text().isEmpty()
                                && !answer.at("spec", "holderIdentity").text().equals(leader));
                second.create("/api/v1/namespaces", "{'metadata':{'name':'later'}}")
                        .is(201);
                second.await(ACCOUNT.formatted("later"), answer -> answer.code() == 200);
                liveThroughAbsence(second, etcd);
            }
        } finally {
            etcd.stop();
        }
    }

    private static void writeAndReadAcross(RunningServer first, RunningServer second) throws Exception {
        first.await(ACCOUNT.formatted("default"), answer -> answer.code() == 200);
        for (int i = 0; i < 20; i++) {
            first.create(MAPS, "{'metadata':{'name':'map-" + i + "'}}").is(201);
            second.read(MAPS + "/map-" + i).is(200);
        }
        String secret = "/api/v1/namespaces/default/secrets";
        second.create(secret, "{'metadata':{'name':'sealed'},'stringData':{'a':'b'}}")
                .is(201);
        assertThat(first.read(secret + "/sealed").is(200).at("data", "a").text())
                .as("sealed by one, opened by the other")
                .isEqualTo("Yg==");
    }

    private static void liveThroughAbsence(RunningServer server, EtcdServer etcd) throws Exception {
        etcd.kill();
        server.await("/readyz", answer -> answer.code() == 500);
        server.read(MAPS + "/map-1").is(200);
        server.read("/livez").is(200);
        var refused = server.create(MAPS, "{'metadata':{'name':'late'}}");
        assertThat(refused.code()).isEqualTo(503);
        etcd.start();
        server.await("/readyz", answer -> answer.code() == 200);
        server.create(MAPS, "{'metadata':{'name':'late'}}").is(201);
        server.create("/api/v1/namespaces", "{'metadata':{'name':'latest'}}").is(201);
        server.await(ACCOUNT.formatted("latest"), answer -> answer.code() == 200);
    }

    private static String holder(RunningServer server, String lease) throws Exception {
        var answer = server.await(
                LEASE + lease,
                found -> !found.at("spec", "holderIdentity").text().isEmpty());
        return Objects.requireNonNull(answer.at("spec", "holderIdentity").text());
    }
}
