// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which system calls a container may make. The names are data (`seccomp.txt`), read anew for each
/// container: kept in memory they would cost more than reading them.
final class SeccompProfile {
    private static final int NOT_PERMITTED = 1;
    private static final int NOT_IMPLEMENTED = 38;

    /// The flags of `clone` that make new namespaces: user, pid, network, ipc, uts, cgroup, mount. (The one
    /// for time would be read as part of a signal number.)
    private static final long NEW_NAMESPACES = 0x7e020000L;

    private SeccompProfile() {}

    static JsonObject json(Set<String> capabilities) {
        var rules = new ArrayList<Json>();
        rules.add(JsonObject.of("names", allowed(capabilities), "action", "SCMP_ACT_ALLOW"));
        boolean mayMakeNamespaces = capabilities.contains("CAP_SYS_ADMIN");
        if (mayMakeNamespaces) {
            rules.add(JsonObject.of("names", List.of("clone", "clone3"), "action", "SCMP_ACT_ALLOW"));
        } else {
            rules.add(JsonObject.of(
                    "names", List.of("clone"),
                    "action", "SCMP_ACT_ALLOW",
                    "args",
                            JsonArray.of(JsonObject.of(
                                    "index", 0, "value", NEW_NAMESPACES, "valueTwo", 0, "op", "SCMP_CMP_MASKED_EQ"))));
            // Its flags lie in memory, where a filter cannot look. C libraries that hear "not implemented"
            // take `clone` instead.
            rules.add(
                    JsonObject.of("names", List.of("clone3"), "action", "SCMP_ACT_ERRNO", "errnoRet", NOT_IMPLEMENTED));
        }
        // The plain personality, the 32-bit ones, and asking for the present one; not switching off the
        // randomisation of addresses.
        for (long personality : new long[] {0x0, 0x8, 0x20000, 0x20008, 0xffffffffL}) {
            rules.add(JsonObject.of(
                    "names", List.of("personality"),
                    "action", "SCMP_ACT_ALLOW",
                    "args", JsonArray.of(JsonObject.of("index", 0, "value", personality, "op", "SCMP_CMP_EQ"))));
        }
        return JsonObject.of(
                "defaultAction",
                "SCMP_ACT_ERRNO",
                "defaultErrnoRet",
                NOT_PERMITTED,
                "architectures",
                architectures(),
                "syscalls",
                rules);
    }

    private static List<String> architectures() {
        return System.getProperty("os.arch").equals("aarch64")
                ? List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM")
                : List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");
    }

    private static List<String> allowed(Set<String> capabilities) {
        var names = new ArrayList<String>();
        boolean isAllowed = false;
        try (var in = SeccompProfile.class.getResourceAsStream("seccomp.txt")) {
            if (in == null) {
                throw new IllegalStateException("seccomp.txt is not in the program");
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("[")) {
                    String section = line.substring(1, line.length() - 1);
                    isAllowed = section.equals("default") || capabilities.contains(section);
                } else if (isAllowed && !line.isEmpty()) {
                    names.addAll(List.of(line.split(" ", -1)));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read seccomp.txt", broken);
        }
        return names;
    }
}
