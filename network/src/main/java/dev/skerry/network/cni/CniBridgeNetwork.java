// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods on one bridge of this machine, by the CNI plugins bridge, host-local, portmap and loopback.
///
/// Nothing here needs a network: an address range and a bridge exist without a cable. What lies beyond
/// the machine is reached by masquerading with a table of our own in nftables; the bridge plugin would do
/// it too, but with a handful of iptables calls for each pod, which take ten times as long as the rest.
///
/// Calls for one pod must not overlap.
public final class CniBridgeNetwork implements PodNetwork {
    private static final Log LOG = Log.of("network.cni");
    private static final String REASON = "CreatePodSandboxError";
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final BridgeSettings settings;
    private final Plugins plugins;
    private final AttachmentRecords records;
    private final String boot;

    /// Cleans up what pods that are gone left behind.
    public CniBridgeNetwork(BridgeSettings settings) throws IOException, InterruptedException {
        this.settings = settings;
        this.boot = Files.readString(BOOT).strip();
        this.records = new AttachmentRecords(settings.records());
        this.plugins = Plugins.find(settings.plugins());
        var list = JsonObject.of(
                "cniVersion",
                plugins.version(),
                "name",
                settings.bridge(),
                "plugins",
                JsonArray.of(bridge(), portmap()));
        Files.writeString(settings.state().resolve(settings.bridge() + ".conflist"), JsonWriter.writePretty(list));
        new Leftovers(settings).clean(records.pods());
        masquerade();
    }

    @Override
    public Attachment attach(String pod, List<HostPort> ports) throws InterruptedException {
        try {
            Optional<AttachmentRecord> known = records.find(pod);
            if (known.isPresent() && isWhole(known.get(), ports)) {
                return attachment(known.get());
            }
            // After a reboot the pod gets the address that it had: others may have written it down.
            String wanted = known.map(AttachmentRecord::addresses)
                    .filter(addresses -> !addresses.isEmpty())
                    .map(List::getFirst)
                    .orElse("");
            if (known.isPresent()) {
                takeApart(known.get());
            }
            return make(new AttachmentRecord(pod, boot, ports, List.of(), JsonObject.EMPTY), wanted);
        } catch (IOException failed) {
            throw new TransientException(REASON, "cannot connect pod " + pod + ": " + failed.getMessage(), failed);
        }
    }

    @Override
    public void detach(String pod) throws InterruptedException {
        try {
            Optional<AttachmentRecord> known = records.find(pod);
            if (known.isPresent()) {
                takeApart(known.get());
                records.delete(pod);
            }
        } catch (IOException failed) {
            throw new TransientException(
                    "KillPodSandboxError", "cannot disconnect pod " + pod + ": " + failed.getMessage(), failed);
        }
    }

    @Override
    public List<String> attached() {
        try {
            return records.pods();
        } catch (IOException failed) {
            throw new TransientException(
                    "NetworkStateUnknown", "cannot list connected pods: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void dismantle() throws InterruptedException {
        try {
            if (!attached().isEmpty()) {
                return;
            }
            Path ports = Path.of("/sys/class/net", settings.bridge(), "brif");
            // Another node in the same network may have pods on the same bridge.
            if (Files.isDirectory(ports) && isEmpty(ports)) {
                run("ip", "link", "delete", settings.bridge());
                run("nft", "delete", "table", "ip", table());
            }
        } catch (IOException failed) {
            throw new TransientException(
                    REASON, "cannot take down bridge " + settings.bridge() + ": " + failed.getMessage(), failed);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private String table() {
        return "skerry-" + settings.bridge();
    }

    private boolean isWhole(AttachmentRecord record, List<HostPort> ports) {
        return record.isComplete()
                && record.boot().equals(boot)
                && record.ports().equals(ports)
                && Files.exists(namespace(record.pod()));
    }

    private Attachment make(AttachmentRecord begun, String wanted) throws IOException, InterruptedException {
        records.write(begun);
        boolean isDone = false;
        try {
            run("ip", "netns", "add", settings.namespaceName(begun.pod()));
            plugins.call("loopback", call("ADD", begun, ""), JsonObject.of("name", "lo"));
            JsonObject result = connect(begun, wanted).object();
            AttachmentRecord record = begun.with(addresses(result), result);
            if (!record.ports().isEmpty()) {
                plugins.call("portmap", call("ADD", record, ""), portmap(record));
            }
            records.write(record);
            isDone = true;
            return attachment(record);
        } finally {
            if (!isDone) {
                takeApart(begun);
                records.delete(begun.pod());
            }
        }
    }

    /// Connects to the bridge, with the wanted address if it is still free.
    private Json connect(AttachmentRecord begun, String wanted) throws IOException, InterruptedException {
        if (!wanted.isEmpty()) {
            try {
                return plugins.call("bridge", call("ADD", begun, wanted), bridge());
            } catch (IOException taken) {
                LOG.info("pod gets another address", "pod", begun.pod(), "was", wanted, "why", taken.getMessage());
                plugins.call("bridge", call("DEL", begun, ""), bridge());
            }
        }
        return plugins.call("bridge", call("ADD", begun, ""), bridge());
    }

    /// Undoes whatever there may be; each step takes "not there" for done.
    private void takeApart(AttachmentRecord record) throws IOException, InterruptedException {
        if (!record.ports().isEmpty()) {
            plugins.call("portmap", call("DEL", record, ""), portmap(record));
        }
        plugins.call("bridge", call("DEL", record, ""), bridge());
        if (Files.exists(namespace(record.pod()))) {
            run("ip", "netns", "delete", settings.namespaceName(record.pod()));
        }
    }

    private Attachment attachment(AttachmentRecord record) {
        return new Attachment(namespace(record.pod()), record.addresses());
    }

    private Path namespace(String pod) {
        return NAMESPACES.resolve(settings.namespaceName(pod));
    }

    private Plugins.Call call(String command, AttachmentRecord record, String address) {
        Path namespace = namespace(record.pod());
        String path = command.equals("ADD") || Files.exists(namespace) ? namespace.toString() : "";
        return new Plugins.Call(command, record.pod(), path, address);
    }

    private JsonObject bridge() {
        var range = JsonArray.of(JsonObject.of("subnet", settings.subnet()));
        return JsonObject.of(
                "name",
                settings.bridge(),
                "type",
                "bridge",
                "bridge",
                settings.bridge(),
                "isGateway",
                true,
                "hairpinMode",
                true,
                "ipam",
                JsonObject.of(
                        "type", "host-local",
                        "dataDir", settings.leases().toString(),
                        "ranges", JsonArray.of(range),
                        "routes", JsonArray.of(JsonObject.of("dst", "0.0.0.0/0"))));
    }

    private JsonObject portmap() {
        return JsonObject.of("name", settings.bridge(), "type", "portmap", "snat", true);
    }

    private JsonObject portmap(AttachmentRecord record) {
        var configuration = portmap().with("runtimeConfig", JsonObject.of("portMappings", record.mappings()));
        return record.result().isEmpty() ? configuration : configuration.with("prevResult", record.result());
    }

    private static List<String> addresses(JsonObject result) throws IOException {
        var addresses = new ArrayList<String>();
        for (Json address : result.at("ips").elements()) {
            String text = address.at("address").text();
            int slash = text.indexOf('/');
            addresses.add(slash < 0 ? text : text.substring(0, slash));
        }
        if (addresses.isEmpty()) {
            throw new IOException("CNI plugin bridge gave no address");
        }
        return addresses;
    }

    /// Lets pods speak to the world with this machine's address. Pods can still speak to each other and to
    /// this machine if it fails, so the node goes on.
    private void masquerade() throws IOException, InterruptedException {
        // Declared, deleted, declared: the middle one would fail for a table that is not there yet.
        String rules = """
                table ip %1$s
                delete table ip %1$s
                table ip %1$s {
                    chain outgoing {
                        type nat hook postrouting priority srcnat; policy accept;
                        ip saddr %2$s ip daddr != { %2$s, 224.0.0.0/4 } masquerade
                    }
                }
                """.formatted(table(), settings.subnet());
        try {
            var done = ProgramCall.run(List.of("nft", "-f", "-"), Map.of(), rules);
            if (!done.isSuccess()) {
                LOG.warn("pods cannot reach beyond this machine", "nft", done.said());
            }
        } catch (IOException missing) {
            LOG.warn("pods cannot reach beyond this machine", "nft", missing.getMessage());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var done = ProgramCall.run(command);
        if (!done.isSuccess()) {
            throw new IOException(String.join(" ", command) + ": " + done.said());
        }
    }
}
