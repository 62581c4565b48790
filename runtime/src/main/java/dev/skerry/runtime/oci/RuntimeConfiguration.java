// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.Limits;
import dev.skerry.runtime.ContainerRuntime.Mount;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import dev.skerry.runtime.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes `config.json` of a bundle, by the OCI runtime specification: a decision on its inputs alone.
///
/// @param sharedMemory folder of the sandbox that becomes `/dev/shm`
/// @param shares the namespaces that it joins or makes
/// @param devices of this machine; for privileged containers
record RuntimeConfiguration(
        ContainerSpec container,
        SandboxSpec sandbox,
        Image image,
        ContainerUser user,
        String rootfs,
        String sharedMemory,
        SharedNamespaces shares,
        HostAbilities host,
        List<JsonObject> devices) {
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    static final long CPU_PERIOD_MICROS = 100_000;

    /// A fork bomb must not take the gateway with it; no sane container on one comes near this.
    private static final long PROCESSES_MAX = 4_096;

    /// The files that one process may open: first value at start, second as far as it may raise it. What
    /// services get under systemd, rather than whatever the agent happens to run with.
    private static final long FILES_SOFT = 65_536;

    private static final long FILES_HARD = 524_288;

    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/interrupts",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    RuntimeConfiguration {
        devices = List.copyOf(devices);
    }

    JsonObject json() {
        return JsonObject.builder()
                .put("ociVersion", "1.0.2")
                .put("process", process())
                .put(
                        "root",
                        JsonObject.of(
                                "path",
                                rootfs,
                                "readonly",
                                container.privileges().isRootReadOnly()))
                .put("hostname", sandbox.hostname())
                .put("mounts", mounts())
                .put("linux", linux())
                .build();
    }

    /// Kubernetes' rule: a command replaces the image's entry point and its arguments.
    List<String> arguments() {
        var words = new ArrayList<String>(container.command().isEmpty() ? image.entryPoint() : container.command());
        boolean takesImageArguments =
                container.command().isEmpty() && container.arguments().isEmpty();
        words.addAll(takesImageArguments ? image.command() : container.arguments());
        return words;
    }

    private JsonObject process() {
        var privileges = container.privileges();
        String folder =
                container.workingDirectory().isEmpty() ? image.workingDirectory() : container.workingDirectory();
        return JsonObject.builder()
                .put("terminal", container.hasTerminal())
                .put("user", user.json())
                .put("args", arguments())
                .put("env", environment())
                .put("cwd", folder.isEmpty() ? "/" : folder)
                .put("capabilities", Capabilities.json(capabilities()))
                .put(
                        "rlimits",
                        JsonArray.of(JsonObject.of(
                                "type", "RLIMIT_NOFILE",
                                "soft", Math.min(FILES_SOFT, host.openFilesMax()),
                                "hard", Math.min(FILES_HARD, host.openFilesMax()))))
                .put("noNewPrivileges", !privileges.allowsEscalation() && !privileges.isPrivileged())
                .put("oomScoreAdj", container.limits().oomScoreAdjustment())
                .build();
    }

    private Set<String> capabilities() {
        return Capabilities.granted(container.privileges(), host.capabilityNames());
    }

    /// The image's variables, then the container's; of one name the last counts.
    private List<String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        put(variables, PATH);
        put(variables, "HOSTNAME=" + sandbox.hostname());
        if (container.hasTerminal()) {
            put(variables, "TERM=xterm");
        }
        image.environment().forEach(variable -> put(variables, variable));
        container.environment().forEach(variable -> put(variables, variable));
        return List.copyOf(variables.values());
    }

    private static void put(Map<String, String> variables, String variable) {
        int equals = variable.indexOf('=');
        variables.put(equals < 0 ? variable : variable.substring(0, equals), variable);
    }

    private List<JsonObject> mounts() {
        boolean isPrivileged = container.privileges().isPrivileged();
        String access = isPrivileged ? "rw" : "ro";
        var mounts = new ArrayList<JsonObject>();
        mounts.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"));
        mounts.add(mount(
                "/dev/pts",
                "devpts",
                "devpts",
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620",
                "gid=5"));
        mounts.add(mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/dev/shm", "bind", sharedMemory, "rbind", "rprivate", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", access));
        mounts.add(mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", access));
        // Outer folders first: a mount inside another would be covered otherwise.
        container.mounts().stream()
                .sorted(Comparator.comparingLong(RuntimeConfiguration::depth))
                .forEach(mount -> mounts.add(mount(
                        mount.target(),
                        "bind",
                        mount.source(),
                        "rbind",
                        "rprivate",
                        mount.isReadOnly() ? "ro" : "rw")));
        return mounts;
    }

    private static long depth(Mount mount) {
        return mount.target().chars().filter(c -> c == '/').count();
    }

    private static JsonObject mount(String target, String type, String source, String... options) {
        return JsonObject.of("destination", target, "type", type, "source", source, "options", List.of(options));
    }

    private JsonObject linux() {
        boolean isPrivileged = container.privileges().isPrivileged();
        var linux = JsonObject.builder()
                .put("cgroupsPath", sandbox.cgroupParent() + "/" + container.id())
                .put("namespaces", namespaces())
                .put("resources", resources());
        if (isPrivileged) {
            linux.put("devices", devices);
        } else {
            linux.put("maskedPaths", MASKED)
                    .put("readonlyPaths", READ_ONLY)
                    .put("seccomp", SeccompProfile.json(capabilities()));
        }
        return linux.build();
    }

    private List<JsonObject> namespaces() {
        var namespaces = new ArrayList<JsonObject>();
        namespaces.add(JsonObject.of("type", "mount"));
        namespaces.add(JsonObject.of("type", "uts"));
        namespaces.addAll(shares.json());
        if (!sandbox.networkNamespace().isEmpty()) {
            namespaces.add(JsonObject.of("type", "network", "path", sandbox.networkNamespace()));
        }
        if (host.isUnifiedCgroup()) {
            namespaces.add(JsonObject.of("type", "cgroup"));
        }
        return namespaces;
    }

    private JsonObject resources() {
        Limits limits = container.limits();
        var resources = JsonObject.builder()
                .put(
                        "devices",
                        JsonArray.of(
                                JsonObject.of("allow", container.privileges().isPrivileged(), "access", "rwm")))
                .put("pids", JsonObject.of("limit", PROCESSES_MAX));
        if (limits.memoryBytes() > 0) {
            resources.put("memory", JsonObject.of("limit", limits.memoryBytes()));
        }
        var cpu = JsonObject.builder();
        if (limits.cpuShares() > 0) {
            cpu.put("shares", limits.cpuShares());
        }
        if (limits.cpuQuotaMicros() > 0) {
            cpu.put("quota", limits.cpuQuotaMicros()).put("period", CPU_PERIOD_MICROS);
        }
        return resources.put("cpu", cpu.build()).build();
    }
}
