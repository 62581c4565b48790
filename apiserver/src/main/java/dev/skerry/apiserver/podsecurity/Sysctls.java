// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import java.util.Map;

/// Kernel parameters that touch nobody but the pod, and since which version they are known to.
final class Sysctls {
    private static final Map<String, Integer> HARMLESS_SINCE = Map.ofEntries(
            Map.entry("kernel.shm_rmid_forced", 0),
            Map.entry("net.ipv4.ip_local_port_range", 0),
            Map.entry("net.ipv4.tcp_syncookies", 0),
            Map.entry("net.ipv4.ping_group_range", 0),
            Map.entry("net.ipv4.ip_unprivileged_port_start", 0),
            Map.entry("net.ipv4.ip_local_reserved_ports", 27),
            Map.entry("net.ipv4.tcp_keepalive_time", 29),
            Map.entry("net.ipv4.tcp_fin_timeout", 29),
            Map.entry("net.ipv4.tcp_keepalive_intvl", 29),
            Map.entry("net.ipv4.tcp_keepalive_probes", 29),
            Map.entry("net.ipv4.tcp_rmem", 32),
            Map.entry("net.ipv4.tcp_wmem", 32));

    private Sysctls() {}

    static boolean isHarmless(String name, int minor) {
        return HARMLESS_SINCE.getOrDefault(name, Integer.MAX_VALUE) <= minor && HARMLESS_SINCE.containsKey(name);
    }
}
