// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// With whom a container shares its processes and its inter-process communication: by the path of a namespace,
/// with nobody yet ([#NEW]), or, where it has no namespace, with the machine.
record SharedNamespaces(Optional<String> processes, Optional<String> ipc) {
    /// In place of a path: one that is made for it.
    static final String NEW = "";

    boolean makesIpc() {
        return ipc.filter(NEW::equals).isPresent();
    }

    List<JsonObject> json() {
        var namespaces = new ArrayList<JsonObject>();
        processes.ifPresent(path -> namespaces.add(json("pid", path)));
        ipc.ifPresent(path -> namespaces.add(json("ipc", path)));
        return namespaces;
    }

    private static JsonObject json(String type, String path) {
        return path.equals(NEW) ? JsonObject.of("type", type) : JsonObject.of("type", type, "path", path);
    }
}
