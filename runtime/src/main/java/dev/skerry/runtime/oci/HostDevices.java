// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The devices of this machine, which privileged containers see.
final class HostDevices {
    private static final int TYPE = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;
    private static final int DEPTH_MAX = 4;

    /// Every container has its own of these.
    private static final Set<String> OWN = Set.of("pts", "shm", "fd", "mqueue", ".lxc", ".udev", "console", "ptmx");

    private HostDevices() {}

    static List<JsonObject> json() throws IOException {
        var devices = new ArrayList<JsonObject>();
        collect(Path.of("/dev"), 1, devices);
        return devices;
    }

    private static void collect(Path folder, int depth, List<JsonObject> devices) throws IOException {
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files = listed.toList();
        }
        for (Path file : files) {
            if (depth == 1 && OWN.contains(file.getFileName().toString())) {
                continue;
            }
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                if (depth < DEPTH_MAX) {
                    collect(file, depth + 1, devices);
                }
            } else {
                add(file, devices);
            }
        }
    }

    private static void add(Path file, List<JsonObject> devices) throws IOException {
        var attributes = Files.readAttributes(file, "unix:mode,rdev,uid,gid", LinkOption.NOFOLLOW_LINKS);
        int mode = number(attributes.get("mode")).intValue();
        boolean isCharacter = (mode & TYPE) == CHARACTER;
        if (!isCharacter && (mode & TYPE) != BLOCK) {
            return;
        }
        long device = number(attributes.get("rdev")).longValue();
        devices.add(JsonObject.of(
                "path",
                file.toString(),
                "type",
                isCharacter ? "c" : "b",
                "major",
                device >> 8 & 0xfff,
                "minor",
                device & 0xff | device >> 12 & 0xfff00,
                "fileMode",
                mode & 07777,
                "uid",
                number(attributes.get("uid")).longValue(),
                "gid",
                number(attributes.get("gid")).longValue()));
    }

    private static Number number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number : 0;
    }
}
