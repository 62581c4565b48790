// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.rpc.Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One member of etcd on this machine.
///
/// @param binary the program: a name on the PATH, or a file
/// @param name of the server in the site
/// @param folder where etcd keeps its data
/// @param address at which other servers reach this one
/// @param tls the authority of all members, and this one's certificate, which serves, is shown to other members,
///     and is what this server's own client shows
public record MemberConfig(
        String binary, String name, Path folder, InetAddress address, int clientPort, int peerPort, TlsFiles tls) {
    /// etcd's usual ports.
    public static final int CLIENT_PORT = 2379;

    public static final int PEER_PORT = 2380;

    /// As large as etcd recommends at most; a site of ten thousand pods has some 100 MB.
    private static final long QUOTA_BYTES = 8L << 30;

    /// As large as the API takes an object, and what stands around it.
    private static final int REQUEST_BYTES = 4 << 20;

    private static final int TXN_STEPS = 2_048;

    /// How this server reaches its member.
    public Address local() {
        return new Address("127.0.0.1", clientPort, true);
    }

    String peerUrl() {
        return url(peerPort);
    }

    String clientUrl() {
        return url(clientPort);
    }

    private String url(int port) {
        String host = address.getHostAddress();
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /// Whether it has been a member before.
    public boolean hasData() {
        return folder.resolve("member").toFile().isDirectory();
    }

    /// @param cluster what is to be said of the members; nothing for one that has data
    List<String> command(List<String> cluster) {
        String authority = tls.authority().orElseThrow().toString();
        String certificate = tls.certificate().orElseThrow().toString();
        String key = tls.key().orElseThrow().toString();
        var command = new ArrayList<>(List.of(
                binary,
                "--name=" + name,
                "--data-dir=" + folder,
                "--listen-client-urls=https://127.0.0.1:" + clientPort + "," + clientUrl(),
                "--advertise-client-urls=" + clientUrl(),
                "--listen-peer-urls=" + peerUrl(),
                "--initial-advertise-peer-urls=" + peerUrl(),
                "--client-cert-auth",
                "--trusted-ca-file=" + authority,
                "--cert-file=" + certificate,
                "--key-file=" + key,
                "--peer-client-cert-auth",
                "--peer-trusted-ca-file=" + authority,
                "--peer-cert-file=" + certificate,
                "--peer-key-file=" + key,
                "--quota-backend-bytes=" + QUOTA_BYTES,
                "--max-request-bytes=" + REQUEST_BYTES,
                "--max-txn-ops=" + TXN_STEPS,
                "--log-level=warn",
                "--log-outputs=stderr"));
        if (address.isLoopbackAddress()) {
            command.set(3, "--listen-client-urls=" + clientUrl());
        }
        command.addAll(cluster);
        return command;
    }
}
