// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.network.cni.BridgeSettings;
import dev.skerry.network.cni.CniBridgeNetwork;
import dev.skerry.network.cni.PodNetwork;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.image.LocalImageStore;
import dev.skerry.runtime.image.RegistryAccess;
import dev.skerry.runtime.oci.OciRuntime;
import dev.skerry.runtime.oci.RuntimeFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// What a node runs pods with on this machine: containers, images, a network. All of it outlives the process
/// that opens it.
///
/// @param data the agent's folder, which names everything
public record NodeMachine(Path data, OciRuntime runtime, LocalImageStore images, PodNetwork network)
        implements AutoCloseable {
    private static final String IMAGES = "images";
    private static final String BRIDGE = "skerry0";

    /// Addresses for pods. They are seen on this machine only, so every node may have the same.
    private static final String SUBNET = "10.42.0.0/24";

    public static NodeMachine open(Path data, RegistryAccess registries) throws IOException, InterruptedException {
        var images = new LocalImageStore(data.resolve(IMAGES), registries);
        // What a reboot must clear lies in /run; the name tells the agents of one machine apart.
        Path run = Path.of("/run/skerry", Integer.toHexString(data.toString().hashCode()));
        var runtime = new OciRuntime(new RuntimeFolders(data.resolve("containers"), run), images, SystemClock.CLOCK);
        var network = new CniBridgeNetwork(BridgeSettings.of(BRIDGE, SUBNET, data.resolve("network")));
        return new NodeMachine(data, runtime, images, network);
    }

    /// The images alone: for commands beside a running agent.
    public static LocalImageStore images(Path data) throws IOException {
        return new LocalImageStore(data.resolve(IMAGES), RegistryAccess.direct());
    }

    /// Ends all pods at once and takes down their networks.
    ///
    /// @return how many pods there were
    public int endEverything() throws InterruptedException {
        for (ContainerRuntime.Container container : runtime.containers()) {
            runtime.stopContainer(container.spec().id(), Duration.ZERO);
        }
        var sandboxes = runtime.sandboxes();
        for (ContainerRuntime.SandboxSpec sandbox : sandboxes) {
            runtime.removeSandbox(sandbox.id());
        }
        for (String pod : network.attached()) {
            network.detach(pod);
        }
        network.dismantle();
        return sandboxes.size();
    }

    @Override
    public void close() throws IOException {
        runtime.close();
    }
}
