// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.security.pki.SubjectName;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What clients may call a server, and its certificate is therefore made out to: the names inside a cluster,
/// this machine's names and addresses, and what `--tls-san` and
/// `--advertise-address` add.
final class ServerNames {
    /// The first address of the service network: what pods find in `KUBERNETES_SERVICE_HOST`.
    private static final String SERVICE_ADDRESS = "10.43.0.1";

    private static final List<String> ALWAYS = List.of(
            "localhost",
            "127.0.0.1",
            "::1",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            SERVICE_ADDRESS);

    private ServerNames() {}

    static Set<SubjectName> of(ServerOptions options) {
        var names = new LinkedHashSet<SubjectName>();
        ALWAYS.forEach(name -> names.add(SubjectName.parse(name)));
        options.extraNames().forEach(name -> names.add(SubjectName.parse(name)));
        options.advertised().ifPresent(address -> names.add(new SubjectName.Ip(address)));
        try {
            names.add(SubjectName.parse(InetAddress.getLocalHost().getHostName()));
        } catch (UnknownHostException | IllegalArgumentException _) {
            // A machine without a name that can stand in a certificate is reached by its addresses.
        }
        names.addAll(addresses());
        return names;
    }

    /// A machine with no address at all is a machine too: then these are none.
    private static Set<SubjectName> addresses() {
        var addresses = new LinkedHashSet<SubjectName>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
                    .forEach(address -> addresses.add(new SubjectName.Ip(address)));
        } catch (SocketException _) {
            // No interfaces can be read: the loopback names remain.
        }
        return addresses;
    }
}
