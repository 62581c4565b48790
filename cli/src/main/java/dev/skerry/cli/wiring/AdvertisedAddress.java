// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/// At which address pods and other machines reach a server: what the user said, else the address that it listens
/// on, else the one from which this machine speaks with the world, else the loopback, which reaches this machine's
/// own programs at least.
public final class AdvertisedAddress {
    /// Addresses that are set apart for documentation. Nothing is sent there: the kernel is only asked which of
    /// our own addresses it would use.
    private static final String[] WORLD = {"192.0.2.1", "2001:db8::1"};

    private static final int DISCARD = 9;

    private AdvertisedAddress() {}

    public static String of(ServerOptions options) {
        if (options.advertised().isPresent()) {
            return text(options.advertised().get());
        }
        if (!options.bindAddress().isAnyLocalAddress()) {
            return text(options.bindAddress());
        }
        for (String world : WORLD) {
            InetAddress own = towards(world);
            if (!own.isAnyLocalAddress() && !own.isLoopbackAddress()) {
                return text(own);
            }
        }
        return text(InetAddress.getLoopbackAddress());
    }

    /// The any-address if there is no way.
    private static InetAddress towards(String world) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(world), DISCARD));
            return socket.getLocalAddress();
        } catch (SocketException | UncheckedIOException _) {
            // No route of that family.
            return new InetSocketAddress(0).getAddress();
        }
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
