// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.Privileges;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Which of root's rights a container has.
final class Capabilities {
    /// What every container engine grants by default.
    private static final List<String> DEFAULTS = List.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "NET_RAW",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private static final String ALL = "ALL";

    private Capabilities() {}

    /// Kubernetes' order: drops first, then additions, so that "drop ALL, add one" leaves one.
    ///
    /// @param all what "all" means on this machine
    static Set<String> granted(Privileges privileges, Set<String> all) {
        if (privileges.isPrivileged()) {
            return all;
        }
        var granted = new TreeSet<String>();
        DEFAULTS.forEach(name -> granted.add("CAP_" + name));
        boolean dropsAll = privileges.droppedCapabilities().stream().anyMatch(ALL::equalsIgnoreCase);
        if (dropsAll) {
            granted.clear();
        }
        privileges.droppedCapabilities().forEach(name -> granted.remove(full(name)));
        for (String name : privileges.addedCapabilities()) {
            if (name.equalsIgnoreCase(ALL)) {
                granted.addAll(all);
            } else {
                granted.add(full(name));
            }
        }
        return granted;
    }

    /// In the sets that count for root. Nothing is inheritable: a file with inheritable capabilities could
    /// give them to an ordinary user of the container.
    static JsonObject json(Set<String> granted) {
        return JsonObject.of("bounding", granted, "effective", granted, "permitted", granted);
    }

    private static String full(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper : "CAP_" + upper;
    }
}
