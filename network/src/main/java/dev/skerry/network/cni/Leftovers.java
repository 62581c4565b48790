// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import dev.skerry.foundation.telemetry.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Finds what pods without a record left behind: addresses that nobody would ever give back, and network
/// namespaces that nobody uses.
record Leftovers(BridgeSettings settings) {
    private static final Log LOG = Log.of("network.cni");
    private static final Path NAMESPACES = Path.of("/run/netns");

    void clean(List<String> pods) throws IOException, InterruptedException {
        cleanLeases(Set.copyOf(pods));
        cleanNamespaces(Set.copyOf(pods));
    }

    /// Leases are files named by the address; the first line is who has it.
    private void cleanLeases(Set<String> pods) throws IOException {
        for (Path lease : list(settings.leases().resolve(settings.bridge()))) {
            boolean isAddress = lease.getFileName().toString().chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
            if (!isAddress) {
                continue;
            }
            String owner =
                    Files.readString(lease).lines().findFirst().orElse("").strip();
            if (!pods.contains(owner)) {
                LOG.info("address is free again", "address", lease.getFileName(), "was", owner);
                Files.delete(lease);
            }
        }
    }

    private void cleanNamespaces(Set<String> pods) throws IOException, InterruptedException {
        String start = settings.namespaceName("");
        for (Path namespace : list(NAMESPACES)) {
            String name = namespace.getFileName().toString();
            if (name.startsWith(start) && !pods.contains(name.substring(start.length()))) {
                var done = ProgramCall.run("ip", "netns", "delete", name);
                LOG.info("network namespace removed", "namespace", name, "done", done.isSuccess());
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
