// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.runtime.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the containers of a sandbox share beside the network: memory under `/dev/shm`, and the namespace
/// of System V and POSIX inter-process communication. No process holds the namespace: the first container
/// makes it, and a bind mount keeps it. A reboot clears all of it, and the next container makes it anew.
record SandboxFolder(Path path) {
    private static final String SHARED_MEMORY_OPTIONS = "mode=1777,size=64m";

    Path sharedMemory() {
        return path.resolve("shm");
    }

    /// Mounts what must be there before a container is created.
    void prepare() throws IOException {
        Files.createDirectories(sharedMemory());
        if (!Mounts.isMounted(sharedMemory())) {
            Mounts.memory(sharedMemory(), SHARED_MEMORY_OPTIONS);
        }
    }

    /// Where the namespace is kept; empty if there is none yet.
    String ipcNamespace() throws IOException {
        return Files.exists(ipc()) && Mounts.isMounted(ipc()) ? ipc().toString() : "";
    }

    /// Keeps the namespace of this process for those who come later.
    void keepIpcNamespace(long pid) throws IOException {
        if (!Files.exists(ipc())) {
            Files.createFile(ipc());
        }
        Mounts.bind(Path.of("/proc/" + pid + "/ns/ipc"), ipc());
    }

    void delete() throws IOException {
        Mounts.unmount(sharedMemory());
        Mounts.unmount(ipc());
        Files.deleteIfExists(ipc());
        Files.deleteIfExists(sharedMemory());
        Files.deleteIfExists(path);
    }

    private Path ipc() {
        return path.resolve("ipc");
    }
}
