// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.time.Duration;
import java.util.Set;

/// How registries are reached.
///
/// @param plainHosts registries (`host` or `host:port`) that are spoken to without TLS; those on this
///     machine's loopback always are
/// @param connectTimeout until a connection stands
/// @param readTimeout of silence, after which a download is given up and later resumed
public record RegistryAccess(Set<String> plainHosts, Duration connectTimeout, Duration readTimeout) {
    public RegistryAccess {
        plainHosts = Set.copyOf(plainHosts);
    }

    /// TLS everywhere but on loopback; 10 s to connect, 30 s of silence.
    public static RegistryAccess secure() {
        return new RegistryAccess(Set.of(), Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    boolean isPlain(String registry) {
        int colon = registry.lastIndexOf(':');
        boolean hasPort = colon > registry.lastIndexOf(']');
        String host = hasPort ? registry.substring(0, colon) : registry;
        return plainHosts.contains(registry)
                || host.equals("localhost")
                || host.equals("[::1]")
                || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
