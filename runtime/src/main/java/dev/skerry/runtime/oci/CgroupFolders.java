// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The kernel's control groups: one tree in version 2, one per controller in version 1.
record CgroupFolders(Path root) {
    CgroupFolders() {
        this(Path.of("/sys/fs/cgroup"));
    }

    boolean isUnified() {
        return Files.exists(root.resolve("cgroup.controllers"));
    }

    /// Removes a group that holds no processes and no groups any more, from every tree.
    void remove(String group) throws IOException {
        String relative = group.startsWith("/") ? group.substring(1) : group;
        if (relative.isEmpty()) {
            return;
        }
        for (Path tree : trees()) {
            try {
                Files.deleteIfExists(tree.resolve(relative));
            } catch (DirectoryNotEmptyException _) {
                // Others use it too.
                continue;
            } catch (FileSystemException busy) {
                // The kernel says "busy" for a group with processes; it is swept with its next sandbox.
                continue;
            }
        }
    }

    /// Where a controller keeps a group's files.
    Path folder(String controller, String group) {
        Path tree = isUnified() ? root : root.resolve(controller);
        return tree.resolve(group.startsWith("/") ? group.substring(1) : group);
    }

    private List<Path> trees() throws IOException {
        if (isUnified()) {
            return List.of(root);
        }
        var trees = new ArrayList<Path>();
        if (Files.isDirectory(root)) {
            try (var controllers = Files.list(root)) {
                controllers.filter(Files::isDirectory).forEach(trees::add);
            }
        }
        return trees;
    }
}
