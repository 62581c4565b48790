// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// What stands in a pod's `/etc/hosts` and `/etc/resolv.conf`, and what its host name is.
final class HostFiles {
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");
    private static final int HOSTNAME_MAX = 63;

    private final PodsConfig config;
    private final PodFolders folders;

    HostFiles(PodsConfig config) {
        this.config = config;
        this.folders = new PodFolders(config);
    }

    static String hostname(WantedPod pod, String nodeName) {
        if (pod.isHostNetwork()) {
            return nodeName;
        }
        String name = pod.spec().at("hostname").textOr(pod.object().name());
        String shortened = name.length() > HOSTNAME_MAX ? name.substring(0, HOSTNAME_MAX) : name;
        return shortened.replaceAll("[-.]+$", "");
    }

    /// Writes both files, in place: containers see the file itself, not its name.
    void write(WantedPod pod, List<String> addresses) throws IOException {
        Files.createDirectories(folders.pod(pod.uid()));
        Files.writeString(folders.hosts(pod.uid()), hosts(pod, addresses));
        Files.writeString(folders.resolver(pod.uid()), resolver(pod));
    }

    private String hosts(WantedPod pod, List<String> addresses) throws IOException {
        var text = new StringBuilder("# Written by the node; a restart of the pod writes it again.\n");
        if (pod.isHostNetwork() && Files.exists(HOSTS)) {
            text.append(Files.readString(HOSTS));
        } else {
            text.append("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
            String hostname = hostname(pod, config.nodeName());
            String subdomain = pod.spec().at("subdomain").text();
            String full = subdomain.isEmpty()
                    ? ""
                    : hostname + "." + subdomain + "." + pod.object().namespace() + ".svc." + config.clusterDomain()
                            + "\t";
            addresses.forEach(address -> text.append(address)
                    .append('\t')
                    .append(full)
                    .append(hostname)
                    .append('\n'));
        }
        for (Json alias : pod.spec().at("hostAliases").elements()) {
            text.append(alias.at("ip").text());
            alias.at("hostnames").elements().forEach(name -> text.append('\t').append(name.text()));
            text.append('\n');
        }
        return text.toString();
    }

    private String resolver(WantedPod pod) throws IOException {
        var servers = new LinkedHashSet<String>();
        var searches = new LinkedHashSet<String>();
        var options = new LinkedHashSet<String>();
        String policy = pod.spec().at("dnsPolicy").textOr("ClusterFirst");
        boolean usesCluster =
                policy.equals("ClusterFirstWithHostNet") || policy.equals("ClusterFirst") && !pod.isHostNetwork();
        if (usesCluster && !config.clusterDns().isEmpty()) {
            servers.addAll(config.clusterDns());
            String services = "svc." + config.clusterDomain();
            searches.addAll(List.of(pod.object().namespace() + "." + services, services, config.clusterDomain()));
            options.add("ndots:5");
        } else if (!policy.equals("None")) {
            readHost(servers, searches, options);
        }
        Json own = pod.spec().at("dnsConfig");
        own.at("nameservers").elements().forEach(server -> servers.add(server.text()));
        own.at("searches").elements().forEach(search -> searches.add(search.text()));
        for (Json option : own.at("options").elements()) {
            String name = option.at("name").text();
            String value = option.at("value").text();
            options.removeIf(old -> old.equals(name) || old.startsWith(name + ":"));
            options.add(value.isEmpty() ? name : name + ":" + value);
        }
        var lines = new ArrayList<String>();
        servers.forEach(server -> lines.add("nameserver " + server));
        if (!searches.isEmpty()) {
            lines.add("search " + String.join(" ", searches));
        }
        if (!options.isEmpty()) {
            lines.add("options " + String.join(" ", options));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void readHost(
            LinkedHashSet<String> servers, LinkedHashSet<String> searches, LinkedHashSet<String> options)
            throws IOException {
        if (!Files.exists(RESOLVER)) {
            return;
        }
        for (String line : Files.readAllLines(RESOLVER)) {
            String[] words = line.strip().split("\\s+");
            List<String> rest = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> servers.addAll(rest);
                case "search", "domain" -> searches.addAll(rest);
                case "options" -> options.addAll(rest);
                default -> {
                    // Comments, and what pods have no use for.
                }
            }
        }
    }
}
