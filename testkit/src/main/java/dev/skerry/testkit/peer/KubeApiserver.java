// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.peer;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.RestClient;
import dev.skerry.client.http.Transport;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import dev.skerry.testkit.cluster.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A kube-apiserver of upstream over an etcd of Debian, both with their own defaults, on ports of their own on the
/// loopback; no controller and no scheduler beside it. It is ready once it has its namespace `default` with a
/// ServiceAccount to make pods with.
public final class KubeApiserver implements AutoCloseable {
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration CREDENTIALS_LAST = Duration.ofDays(1);
    private static final GroupVersionResource ACCOUNTS = new GroupVersionResource("", "v1", "serviceaccounts");
    private static final GroupVersionKind ACCOUNT = new GroupVersionKind("", "v1", "ServiceAccount");
    private static final GroupVersionResource NAMESPACES = new GroupVersionResource("", "v1", "namespaces");

    private final Process etcd;
    private final Process apiserver;
    private final HttpTransport transport;
    private final Duration start;

    /// @param program as `scripts/kube-apiserver` prints it
    /// @param folder for everything that they write
    public KubeApiserver(Path program, Path folder) throws Exception {
        Files.createDirectories(folder);
        String engine = "http://127.0.0.1:" + freePort();
        int port = freePort();
        var server = URI.create("https://127.0.0.1:" + port);
        var authority = new CertificateAuthority(
                CertificateAuthority.create("kubernetes", SystemClock.CLOCK), SystemClock.CLOCK);
        writeKeys(authority, folder);
        transport = transport(authority, server);
        etcd = run(folder, "etcd", etcdCommand(folder, engine));
        long from = SystemClock.CLOCK.nanos();
        apiserver = run(folder, "kube-apiserver", apiserverCommand(program, folder, engine, port));
        try {
            Await.until("kube-apiserver is ready; see " + folder, READY_WITHIN, this::isReady);
            start = Duration.ofNanos(SystemClock.CLOCK.nanos() - from);
            makeAccount();
        } catch (Exception | AssertionError failed) {
            close();
            throw failed;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void writeKeys(CertificateAuthority authority, Path folder) throws IOException {
        Credential server = authority.issueServer("kube-apiserver", List.of(SubjectName.parse("127.0.0.1")));
        Files.writeString(folder.resolve("ca.crt"), Pem.write(List.of(authority.certificate())));
        Files.writeString(folder.resolve("server.crt"), Pem.write(server.chain()));
        Files.writeString(folder.resolve("server.key"), Keys.toPem(server.key()));
    }

    private static HttpTransport transport(CertificateAuthority authority, URI server) {
        Credential administrator =
                authority.issueClient(DistinguishedName.of("admin", "system:masters"), CREDENTIALS_LAST);
        var tls = TlsContexts.of(
                new SwappableCredential(administrator), TrustedAuthorities.trusting(List.of(authority.certificate())));
        return HttpTransport.tls(server, tls, () -> "", SystemClock.CLOCK);
    }

    private static Process run(Path folder, String name, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    private static List<String> etcdCommand(Path folder, String clients) throws IOException {
        String peers = "http://127.0.0.1:" + freePort();
        return List.of(
                ETCD.toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers,
                "--log-level=error");
    }

    private static List<String> apiserverCommand(Path program, Path folder, String etcd, int port) {
        return List.of(
                program.toString(),
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--client-ca-file=" + folder.resolve("ca.crt"),
                "--tls-cert-file=" + folder.resolve("server.crt"),
                "--tls-private-key-file=" + folder.resolve("server.key"),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + folder.resolve("server.crt"),
                "--service-account-signing-key-file=" + folder.resolve("server.key"),
                "--service-cluster-ip-range=10.43.0.0/16",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction");
    }

    private boolean isReady() {
        var request = new Transport.Request("GET", "/readyz", Map.of(), new byte[0]);
        try (var answer = transport.send(request)) {
            return answer.status() == 200;
        } catch (IOException _) {
            if (!apiserver.isAlive() || !etcd.isAlive()) {
                throw new AssertionError("kube-apiserver or its etcd ended");
            }
            return false;
        }
    }

    private void makeAccount() throws Exception {
        Await.until(
                "the namespace default is there",
                READY_WITHIN,
                () -> client().find(NAMESPACES, new ObjectName("", "default")).isPresent());
        client().create(ACCOUNTS, KubeObject.of(ACCOUNT, new ObjectName("default", "default")));
    }

    /// For requests as an administrator.
    public Transport transport() {
        return transport;
    }

    /// An administrator's.
    public KubeClient client() {
        return new RestClient(transport, "skerry");
    }

    /// From starting the process, with etcd running already, to the first good answer of `/readyz`.
    public Duration start() {
        return start;
    }

    public long pid() {
        return apiserver.pid();
    }

    public long etcdPid() {
        return etcd.pid();
    }

    @Override
    public void close() {
        transport.close();
        for (Process process : List.of(apiserver, etcd)) {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
