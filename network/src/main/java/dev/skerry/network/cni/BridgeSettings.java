// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import java.nio.file.Path;

/// One bridge and the pods on it.
///
/// @param bridge name of the network interface, at most 15 characters; it also names the network
/// @param subnet from which pods get their addresses, such as `10.42.7.0/24`
/// @param state folder for leases and for what is attached; must outlive a reboot
/// @param plugins folder of the CNI plugins
public record BridgeSettings(String bridge, String subnet, Path state, Path plugins) {
    private static final int NAME_LENGTH_MAX = 15;

    public BridgeSettings {
        boolean isName = !bridge.isEmpty()
                && bridge.length() <= NAME_LENGTH_MAX
                && bridge.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
        if (!isName) {
            throw new IllegalArgumentException("not a name for a bridge: " + bridge);
        }
        if (!subnet.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '/') || !subnet.contains("/")) {
            throw new IllegalArgumentException("not a subnet: " + subnet);
        }
        state = state.toAbsolutePath();
    }

    /// With the plugins where Debian installs them.
    public static BridgeSettings of(String bridge, String subnet, Path state) {
        return new BridgeSettings(bridge, subnet, state, Path.of("/usr/lib/cni"));
    }

    Path records() {
        return state.resolve("pods");
    }

    Path leases() {
        return state.resolve("leases");
    }

    /// Name of a pod's network namespace, as `ip netns` shows it. All agents of a machine see the same names,
    /// even those that have networks of their own: the folder tells whose it is.
    String namespaceName(String pod) {
        return bridge + "-" + Integer.toHexString(state.toString().hashCode()) + "-" + pod;
    }
}
