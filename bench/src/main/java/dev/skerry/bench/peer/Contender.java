// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.peer;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.cli.wiring.AdministratorClient;
import dev.skerry.client.KubeClient;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.RestClient;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.peer.KubeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A server that is measured: how it is reached, and which processes it is.
interface Contender extends AutoCloseable {
    /// A process that counts, as the rows name it.
    record Part(String name, long pid) {}

    KubeClient client();

    List<Part> parts();

    /// Stops the API server and starts it on the data that it has, until it says that it is ready.
    void restart() throws Exception;

    @Override
    void close() throws IOException;

    /// The real program, with the controllers and the scheduler that are in it.
    static Contender skerry(Path folder) throws Exception {
        var cluster = Cluster.withoutNode(folder);
        var administrator = AdministratorClient.open(cluster.serverData().resolve("server"), cluster.address());
        return new Contender() {
            @Override
            public KubeClient client() {
                return administrator.client();
            }

            @Override
            public List<Part> parts() {
                return List.of(new Part("Skerry", cluster.server().pid()));
            }

            @Override
            public void restart() throws Exception {
                cluster.stopServer();
                cluster.startServer();
            }

            @Override
            public void close() throws IOException {
                administrator.close();
                cluster.close();
            }
        };
    }

    /// kube-apiserver and its etcd, and nothing beside them.
    static Contender kubeApiServer(Path folder) throws Exception {
        var peer = KubeApiServer.start(folder);
        // What a controller makes elsewhere: without it no pod is let in.
        try (var before = transport(peer)) {
            new RestClient(before, "bench")
                    .create(
                            new GroupVersionResource("", "v1", "serviceaccounts"),
                            KubeObject.of(
                                    new GroupVersionKind("", "v1", "ServiceAccount"),
                                    new ObjectName("default", "default")));
        }
        var transport = transport(peer);
        var client = new RestClient(transport, "bench");
        return new Contender() {
            @Override
            public KubeClient client() {
                return client;
            }

            @Override
            public List<Part> parts() {
                return List.of(new Part("kube-apiserver", peer.serverPid()), new Part("etcd", peer.etcdPid()));
            }

            @Override
            public void restart() throws Exception {
                peer.restart();
            }

            @Override
            public void close() {
                transport.close();
                peer.close();
            }
        };
    }

    private static HttpTransport transport(KubeApiServer peer) {
        return HttpTransport.tls(
                peer.address(), KubeApiServer.tls(), () -> KubeApiServer.ADMINISTRATOR, SystemClock.CLOCK);
    }
}
