// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.cli.wiring.AdministratorClient;
import dev.skerry.client.KubeClient;
import dev.skerry.testkit.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Pod creates per second through the API: 64 in flight over TLS, each answered when it is on disk, and what a
/// create costs the server in CPU time: the request, and what its news costs controllers, scheduler and the edge,
/// none of which has anything to do for these pods. The load runs on the same cores and is not counted.
public final class CreateLoad {
    private static final String COMMAND = "bench/run creates";
    /// Until the compilers have little left to do.
    private static final int WARM_UP = 60_000;
    private static final int COUNTED = 20_000;

    private CreateLoad() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder);
                var administrator =
                        AdministratorClient.open(cluster.serverData().resolve("server"), cluster.address())) {
            KubeClient client = administrator.client();
            long server = cluster.server().pid();
            PodCreates.create(client, "warm", WARM_UP);
            PodCreates creates = PodCreates.measure(client, "load", COUNTED, List.of(server));
            Report.row(
                    COMMAND,
                    "pod creates, 64 in flight, durable",
                    String.format(Locale.ROOT, "%.0f per second", creates.perSecond()),
                    "8,500 per second");
            Report.row(COMMAND, "server CPU per pod create", creates.cpu(), "200 µs");
            Report.row(
                    COMMAND,
                    "server with " + (WARM_UP + COUNTED) + " pods",
                    Memory.of(server).megabytes(),
                    "");
        }
    }
}
