// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// An image of Debian's static busybox with all its applets.
public final class Busybox {
    private Busybox() {}

    /// The archive of an image with this name, made on the first call.
    public static Path archive(Path folder, String name) throws Exception {
        Path archive = folder.resolve("image-" + name.replaceAll("[^a-z0-9]", "-") + ".tar");
        if (!Files.exists(archive)) {
            Path root = Files.createDirectories(folder.resolve("busybox"));
            if (!Files.exists(root.resolve("bin"))) {
                fill(root);
            }
            SkerryProcess.run(
                    List.of(),
                    List.of("image", "build", "--name", name, "--output", archive.toString(), root.toString()));
        }
        return archive;
    }

    private static void fill(Path root) throws Exception {
        for (String folder : List.of("bin", "etc", "tmp", "proc", "sys", "dev", "var")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        for (String applet : Namespaces.run("/bin/busybox", "--list").lines().toList()) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
            }
        }
        Files.writeString(
                root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
    }
}
