// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.network.cni.PodNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Addresses without cables.
final class SimulatedNetwork implements PodNetwork {
    private final String prefix;
    private final Hazards hazards;
    private final Map<String, Attachment> attachments = new TreeMap<>();
    private int given;

    /// @param prefix the first two numbers of every address
    SimulatedNetwork(String prefix, Hazards hazards) {
        this.prefix = prefix;
        this.hazards = hazards;
    }

    @Override
    public Attachment attach(String pod, List<HostPort> ports) throws InterruptedException {
        return hazards.around(
                "attach " + pod,
                () -> attachments.computeIfAbsent(pod, _ -> {
                    given++;
                    String address = prefix + "." + given / 250 + "." + (1 + given % 250);
                    return new Attachment(Path.of("/run/netns", pod), List.of(address));
                }));
    }

    @Override
    public void detach(String pod) throws InterruptedException {
        hazards.around("detach " + pod, () -> Optional.ofNullable(attachments.remove(pod)));
    }

    @Override
    public List<String> attached() {
        return List.copyOf(attachments.keySet());
    }

    @Override
    public void dismantle() {}
}
