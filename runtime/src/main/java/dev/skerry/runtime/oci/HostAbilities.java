// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What this machine and this process can give to containers. No container may be given more: the kernel
/// refuses, and the container would not start at all.
///
/// @param openFilesMax how many files this process may open at most
/// @param capabilities the rights that this process holds, one bit each
/// @param isUnifiedCgroup whether control groups are of version 2 alone
record HostAbilities(long openFilesMax, long capabilities, boolean isUnifiedCgroup) {
    /// By the kernel's numbers, from 0 on.
    private static final List<String> CAPABILITIES = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP",
            "MAC_OVERRIDE",
            "MAC_ADMIN",
            "SYSLOG",
            "WAKE_ALARM",
            "BLOCK_SUSPEND",
            "AUDIT_READ",
            "PERFMON",
            "BPF",
            "CHECKPOINT_RESTORE");

    static HostAbilities read() throws IOException {
        // `Max open files  20000  20000  files`: the value at start, then the highest.
        String files = line("/proc/self/limits", "Max open files");
        String[] words = files.strip().split(" +", -1);
        String hard = words[words.length - 2];
        String mask = line("/proc/self/status", "CapEff:").strip();
        return new HostAbilities(
                hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard),
                Long.parseUnsignedLong(mask, 16),
                new CgroupFolders().isUnified());
    }

    /// The names of all rights that this process holds.
    Set<String> capabilityNames() {
        var names = new TreeSet<String>();
        for (int i = 0; i < CAPABILITIES.size(); i++) {
            if ((capabilities >> i & 1) == 1) {
                names.add("CAP_" + CAPABILITIES.get(i));
            }
        }
        return names;
    }

    private static String line(String file, String start) throws IOException {
        for (String line : Files.readAllLines(Path.of(file))) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new IOException(file + " has no line " + start);
    }
}
