// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.node;

import dev.skerry.foundation.telemetry.Log;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Reads the facts about this machine from where Linux keeps them. What cannot be read is left empty: a node
/// does not fail to start because its distribution has no `/etc/machine-id`.
public final class LinuxMachine {
    private static final Log LOG = Log.of("agent.node");

    /// Interfaces that containers and tunnels bring; their addresses reach nobody outside.
    private static final List<String> VIRTUAL =
            List.of("cni", "veth", "docker", "skerry", "br-", "virbr", "tun", "tap");

    private LinuxMachine() {}

    /// @param data where the node keeps its data: the disk that pods may use
    public static Machine read(String hostname, Path data) {
        return new Machine(
                hostname,
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(text("/proc/meminfo")),
                diskBytes(data),
                addresses(),
                architecture(System.getProperty("os.arch", "")),
                text("/proc/sys/kernel/osrelease").strip(),
                osImage(text("/etc/os-release")),
                text("/etc/machine-id").strip(),
                text("/proc/sys/kernel/random/boot_id").strip());
    }

    static long memoryBytes(String meminfo) {
        return meminfo.lines()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(digits -> Long.parseLong(digits) * 1024)
                .findFirst()
                .orElse(0);
    }

    static String osImage(String osRelease) {
        return osRelease
                .lines()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse("Linux");
    }

    /// The names that Go has for processors, which Kubernetes uses.
    static String architecture(String java) {
        return switch (java) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> java;
        };
    }

    private static long diskBytes(Path data) {
        try {
            return Files.getFileStore(data).getTotalSpace();
        } catch (IOException unreadable) {
            LOG.debug("the size of the disk is unknown", "path", data, "why", unreadable.getMessage());
            return 0;
        }
    }

    /// IPv4 first, since that is what most people look for; never loopback or link-local.
    private static List<String> addresses() {
        var found = new ArrayList<InetAddress>();
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            interfaces
                    .filter(LinuxMachine::isPhysical)
                    .forEach(one -> one.inetAddresses()
                            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                            .forEach(found::add));
        } catch (SocketException unreadable) {
            LOG.debug("the addresses are unknown", "why", unreadable.getMessage());
        }
        found.sort(Comparator.comparing((InetAddress address) -> !(address instanceof Inet4Address)));
        return found.stream()
                .map(InetAddress::getHostAddress)
                .map(LinuxMachine::withoutZone)
                .toList();
    }

    private static boolean isPhysical(NetworkInterface one) {
        try {
            return one.isUp() && VIRTUAL.stream().noneMatch(one.getName()::startsWith);
        } catch (SocketException _) {
            // Went away while we looked.
            return false;
        }
    }

    private static String withoutZone(String address) {
        int percent = address.indexOf('%');
        return percent < 0 ? address : address.substring(0, percent);
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException _) {
            // Not every Linux has every file; an empty fact is shown as such.
            return "";
        }
    }
}
