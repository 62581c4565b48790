// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.rpc.Address;
import dev.skerry.remotestore.etcd.rpc.Login;
import java.time.Duration;
import java.util.List;

/// Which etcd, and how much it shall remember.
///
/// @param endpoints members of one cluster, the one asked first in front
/// @param root what all our keys begin with; nobody else may write below it
/// @param historyMax changes remembered for watches from the past
/// @param historyKept how long changes are remembered at least and, within twice that, at most: old values fill
///     etcd's database
/// @param queueMax changes that a watch may lag behind before it is cut off
/// @param timeout after which a call that nobody answers is given up
public record EtcdConfig(
        List<Address> endpoints,
        String root,
        Login login,
        TlsFiles tls,
        int historyMax,
        Duration historyKept,
        int queueMax,
        Duration timeout) {
    public EtcdConfig {
        endpoints = List.copyOf(endpoints);
        if (root.isEmpty() || root.endsWith("/") || root.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a root: '" + root + "'");
        }
        if (historyMax < 1 || queueMax < 1) {
            throw new IllegalArgumentException("not positive");
        }
    }

    /// As an endpoint and its files say.
    public static EtcdConfig of(Endpoint.Etcd endpoint, TlsFiles tls) {
        boolean isTls = switch (endpoint.encryption()) {
            case NONE -> false;
            case TLS -> true;
            case AS_FILES_SAY -> !tls.isEmpty();
        };
        EtcdConfig config = server(endpoint.members().stream()
                        .map(member -> new Address(member.host(), member.port(), isTls))
                        .toList())
                .with(tls);
        Endpoint.Login login = endpoint.login();
        return login.user().isEmpty() ? config : config.with(new Login.Password(login.user(), login.password()));
    }

    /// For the control plane; etcd remembers as long as it does under a kube-apiserver.
    public static EtcdConfig server(List<Address> endpoints) {
        return new EtcdConfig(
                endpoints,
                "/skerry",
                new Login.None(),
                TlsFiles.NONE,
                100_000,
                Duration.ofMinutes(5),
                10_000,
                Duration.ofSeconds(10));
    }

    public EtcdConfig with(Login other) {
        return new EtcdConfig(endpoints, root, other, tls, historyMax, historyKept, queueMax, timeout);
    }

    public EtcdConfig with(TlsFiles other) {
        return new EtcdConfig(endpoints, root, login, other, historyMax, historyKept, queueMax, timeout);
    }

    public EtcdConfig withRoot(String other) {
        return new EtcdConfig(endpoints, other, login, tls, historyMax, historyKept, queueMax, timeout);
    }

    public EtcdConfig withBounds(int historyMax, int queueMax) {
        return new EtcdConfig(endpoints, root, login, tls, historyMax, historyKept, queueMax, timeout);
    }

    public EtcdConfig withTimeout(Duration other) {
        return new EtcdConfig(endpoints, root, login, tls, historyMax, historyKept, queueMax, other);
    }
}
