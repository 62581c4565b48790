// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A bundle without an image: what runs in it is a program of this machine, which sees the machine's programs
/// and libraries and may change none of them. It has no rights beyond those of any user.
///
/// @param cgroup where its processes are counted; empty for wherever the runtime program puts them
record HostBundle(Path path, List<String> arguments, String cgroup) {
    void write() throws IOException {
        Path rootfs = path.resolve("rootfs");
        Files.createDirectories(rootfs);
        Files.write(path.resolve("config.json"), JsonWriter.writeBytes(json(rootfs)));
    }

    private JsonObject json(Path rootfs) throws IOException {
        var namespaces = JsonArray.of(
                JsonObject.of("type", "pid"),
                JsonObject.of("type", "mount"),
                JsonObject.of("type", "ipc"),
                JsonObject.of("type", "uts"));
        return JsonObject.of(
                "ociVersion", "1.0.2",
                "process", JsonObject.of("args", arguments, "cwd", "/", "user", JsonObject.of("uid", 0, "gid", 0)),
                "root", JsonObject.of("path", rootfs.toString(), "readonly", false),
                "mounts", mounts(rootfs),
                "linux",
                        JsonObject.builder()
                                .put("namespaces", namespaces)
                                .putIfText("cgroupsPath", cgroup)
                                .build());
    }

    private static List<JsonObject> mounts(Path rootfs) throws IOException {
        var mounts = new ArrayList<JsonObject>();
        mounts.add(JsonObject.of("destination", "/proc", "type", "proc", "source", "proc"));
        for (String folder : List.of("/usr", "/bin", "/lib", "/lib64")) {
            if (Files.isDirectory(Path.of(folder))) {
                Files.createDirectories(rootfs.resolve(folder.substring(1)));
                mounts.add(JsonObject.of(
                        "destination",
                        folder,
                        "type",
                        "bind",
                        "source",
                        Path.of(folder).toRealPath().toString(),
                        "options",
                        List.of("bind", "ro")));
            }
        }
        return mounts;
    }
}
