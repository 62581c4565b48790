// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.runtime.linux.NetworkNamespace;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A TCP port on the loopback of a sandbox's network.
///
/// @param networkNamespace path of the network namespace; empty for the host's
record LoopbackPort(String networkNamespace, int port) {
    /// Most programs listen with IPv4, or with both; some on `::1` alone.
    SocketChannel connect() throws IOException {
        try {
            return connect(InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException refused) {
            try {
                return connect(InetAddress.ofLiteral("::1"));
            } catch (IOException _) {
                // The first refusal says more: a machine without IPv6 would only say that it has none.
                throw new IOException("cannot connect to port " + port + ": " + refused.getMessage(), refused);
            }
        }
    }

    private SocketChannel connect(InetAddress address) throws IOException {
        SocketChannel channel =
                open(address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.connect(new InetSocketAddress(address, port));
            return channel;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private SocketChannel open(StandardProtocolFamily family) throws IOException {
        return networkNamespace.isEmpty()
                ? SocketChannel.open(family)
                : NetworkNamespace.open(Path.of(networkNamespace), family);
    }
}
