// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.runtime.ImageStore.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How registries are reached: over which mirrors, with which logins and certificates.
///
/// A registry is spoken to over TLS. Two are not: those on this machine's loopback of which nothing is said, and a
/// mirror whose address says `http`. Credentials of a pod go to the registry that its image names, and to nobody
/// else; a mirror gets those that are written down for it.
///
/// @param mirrors by registry (`host` or `host:port`), or `*` for all that have none of their own; asked in order
/// @param hosts what is said of single hosts, registries and mirrors alike, as `host` or `host:port`
/// @param asksOrigin whether the registry itself is asked after its mirrors
/// @param connectTimeout until a connection stands
/// @param readTimeout of silence, after which a download is given up and later resumed
public record RegistryAccess(
        Map<String, RegistryMirror> mirrors,
        Map<String, RegistryHost> hosts,
        boolean asksOrigin,
        Duration connectTimeout,
        Duration readTimeout) {
    private static final String DOCKER = "docker.io";
    private static final String DOCKER_HOST = "registry-1.docker.io";
    private static final RegistryMirror NO_MIRROR = new RegistryMirror(List.of(), List.of());

    public RegistryAccess {
        mirrors = Map.copyOf(mirrors);
        hosts = Map.copyOf(hosts);
    }

    /// Every registry itself; 10 s to connect, 30 s of silence.
    public static RegistryAccess direct() {
        return of(Map.of(), Map.of(), true);
    }

    /// With the same patience as [#direct].
    public static RegistryAccess of(
            Map<String, RegistryMirror> mirrors, Map<String, RegistryHost> hosts, boolean asksOrigin) {
        return new RegistryAccess(mirrors, hosts, asksOrigin, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /// Where to look for an image, the best place first.
    ///
    /// @param credentials the pod's, for the registry that the image names
    List<RegistryEndpoint> endpoints(ImageReference image, Credentials credentials) {
        String registry = image.registry();
        var origin = origin(registry);
        var mirror = mirrors.getOrDefault(registry, mirrors.getOrDefault("*", NO_MIRROR));
        var endpoints = new ArrayList<RegistryEndpoint>();
        for (URI address : mirror.endpoints()) {
            boolean isOrigin = origin.getRawAuthority().equals(address.getRawAuthority());
            endpoints.add(new RegistryEndpoint(
                    address,
                    mirror.rewritten(image.repository()),
                    login(address.getRawAuthority(), isOrigin ? credentials : Credentials.NONE)));
        }
        Set<String> named =
                mirror.endpoints().stream().map(URI::getRawAuthority).collect(Collectors.toSet());
        if (asksOrigin && !named.contains(origin.getRawAuthority())) {
            var own = login(registry, login(origin.getRawAuthority(), credentials));
            endpoints.add(new RegistryEndpoint(origin, image.repository(), own));
        }
        return endpoints;
    }

    /// What is said of a host; of one that is not named, nothing.
    RegistryHost host(String authority) {
        String name = authority.endsWith(":443") ? authority.substring(0, authority.length() - 4) : authority;
        return hosts.getOrDefault(authority, hosts.getOrDefault(name, RegistryHost.UNNAMED));
    }

    /// Whether a host is this machine, where nobody listens in.
    static boolean isLoopback(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    private URI origin(String registry) {
        boolean isPlain = isLoopback(registry) && host(registry).sockets().isEmpty();
        String host = registry.equals(DOCKER) ? DOCKER_HOST : registry;
        return URI.create((isPlain ? "http://" : "https://") + host + "/v2");
    }

    private Credentials login(String authority, Credentials first) {
        return first.equals(Credentials.NONE) ? host(authority).credentials() : first;
    }
}
