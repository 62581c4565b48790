// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.peer;

import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Checkout;
import dev.skerry.testkit.cluster.Namespaces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// A kube-apiserver of Kubernetes' own and the etcd that it keeps its objects in, as processes of their own with
/// their data in one folder: API alone, without controllers, scheduler and nodes. `scripts/peer build` makes it.
public final class KubeApiServer implements AutoCloseable {
    /// Who shows this token is a member of `system:masters`.
    public static final String ADMINISTRATOR = "administrator";

    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final Path ETCD = Path.of("/usr/bin/etcd");

    private final Path folder;
    private final String etcdAddress;
    private final URI address;
    private final Process etcd;
    private Process server;

    private KubeApiServer(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.etcdAddress = "http://127.0.0.1:" + freePort();
        this.address = URI.create("https://127.0.0.1:" + freePort());
        writeSecrets();
        this.etcd = startEtcd();
        try {
            awaitAnswer("etcd", etcd, URI.create(etcdAddress + "/health"), HttpClient.newHttpClient());
            this.server = launch();
        } catch (Exception | AssertionError failed) {
            end(etcd);
            throw failed;
        }
    }

    /// Starts both and waits until they are ready.
    ///
    /// @throws AssertionError if the program is not on this machine
    public static KubeApiServer start(Path folder) throws Exception {
        return new KubeApiServer(folder);
    }

    public URI address() {
        return address;
    }

    public long serverPid() {
        return server.pid();
    }

    public long etcdPid() {
        return etcd.pid();
    }

    /// It makes a certificate for itself at its start; on this machine's own loopback nobody else answers.
    public static SSLContext tls() {
        return TlsContexts.client(TrustedAuthorities.anybody());
    }

    /// Stops the API server and starts it anew beside the same etcd, until it is ready.
    public void restart() throws Exception {
        end(server);
        server = launch();
    }

    private Process startEtcd() throws IOException {
        String peers = "http://127.0.0.1:" + freePort();
        return process(
                "etcd",
                List.of(
                        ETCD.toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + etcdAddress,
                        "--advertise-client-urls=" + etcdAddress,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=default=" + peers,
                        "--quota-backend-bytes=8589934592",
                        "--log-level=error"));
    }

    private Process launch() throws Exception {
        Process started = process(
                "apiserver",
                List.of(
                        program(),
                        "--etcd-servers=" + etcdAddress,
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + address.getPort(),
                        "--cert-dir=" + folder.resolve("certificates"),
                        "--token-auth-file=" + folder.resolve("tokens.csv"),
                        "--authorization-mode=Node,RBAC",
                        "--enable-admission-plugins=NodeRestriction",
                        "--allow-privileged=true",
                        "--endpoint-reconciler-type=none",
                        "--service-cluster-ip-range=10.43.0.0/16",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-signing-key-file=" + folder.resolve("accounts.pem"),
                        "--service-account-key-file=" + folder.resolve("accounts.pub")));
        try (var client = HttpClient.newBuilder().sslContext(tls()).build()) {
            awaitAnswer("apiserver", started, address.resolve("/readyz"), client);
            return started;
        } catch (Exception | AssertionError failed) {
            end(started);
            throw failed;
        }
    }

    private static String program() throws Exception {
        String file = Namespaces.run(Checkout.root().resolve("scripts/peer").toString())
                .strip();
        if (file.equals("-")) {
            throw new AssertionError("kube-apiserver is not on this machine: 'scripts/peer build' makes it");
        }
        return file;
    }

    private void writeSecrets() throws IOException {
        Files.writeString(folder.resolve("tokens.csv"), ADMINISTRATOR + ",administrator,1,system:masters\n");
        var keys = Keys.generate();
        Files.writeString(folder.resolve("accounts.pem"), Keys.toPem(keys.getPrivate()));
        Files.writeString(
                folder.resolve("accounts.pub"),
                Pem.write(Pem.PUBLIC_KEY, keys.getPublic().getEncoded()));
    }

    private Process process(String name, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(log(name)).toFile()))
                .start();
    }

    private static String log(String name) {
        return name + ".log";
    }

    private void awaitAnswer(String name, Process process, URI health, HttpClient client) throws Exception {
        var request = HttpRequest.newBuilder(health)
                .header("Authorization", "Bearer " + ADMINISTRATOR)
                .build();
        Await.until(name + " is ready; its log is in " + folder, READY_WITHIN, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended by itself:\n" + Files.readString(folder.resolve(log(name))));
            }
            try {
                return client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException _) {
                // It does not listen yet.
                return false;
            }
        });
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        end(server);
        end(etcd);
    }
}
