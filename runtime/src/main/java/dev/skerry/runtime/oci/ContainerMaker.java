// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.image.FileTree;
import dev.skerry.runtime.image.UnpackedImages;
import dev.skerry.runtime.linux.Mounts;
import dev.skerry.runtime.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Builds a container's bundle and has it created; takes it apart again.
final class ContainerMaker {
    private final RuntimeFolders folders;
    private final RuntimeProgram program;
    private final Conmon conmon;
    private final UnpackedImages images;
    private final HostAbilities host = HostAbilities.read();
    private final SandboxTurns turns = new SandboxTurns();
    private final Map<String, Integer> stopSignals = new ConcurrentHashMap<>();

    ContainerMaker(RuntimeFolders folders, RuntimeProgram program, Conmon conmon, UnpackedImages images)
            throws IOException {
        this.folders = folders;
        this.program = program;
        this.conmon = conmon;
        this.images = images;
    }

    /// All or nothing: a failure leaves no trace.
    void create(ContainerSpec spec, SandboxSpec sandbox) throws IOException, InterruptedException {
        var folder = ContainerFolder.of(folders, spec.id());
        boolean isDone = false;
        try (var _ = turns.take(sandbox.id())) {
            make(spec, sandbox, folder);
            isDone = true;
        } finally {
            if (!isDone) {
                delete(spec.id());
            }
        }
    }

    private void make(ContainerSpec spec, SandboxSpec sandbox, ContainerFolder folder)
            throws IOException, InterruptedException {
        var unpacked = images.hold(spec.image(), spec.id())
                .orElseThrow(() -> new IOException("image " + spec.image() + " is not on this machine"));
        ContainerRecords.write(folder, spec);
        mountRoot(folder, unpacked.layers());
        var shared = new SandboxFolder(folders.sandboxRun(sandbox.id()));
        shared.prepare();
        Files.createDirectories(Path.of(spec.logPath()).toAbsolutePath().getParent());
        var shares = shares(spec, sandbox, shared);
        var configuration = configuration(spec, sandbox, unpacked.image(), folder, shares);
        Files.write(folder.configuration(), JsonWriter.writeBytes(configuration.json()));
        conmon.create(program, folder, folders, spec);
        if (shares.makesIpc()) {
            shared.keepIpcNamespace(folder.processId());
        }
    }

    private SharedNamespaces shares(ContainerSpec spec, SandboxSpec sandbox, SandboxFolder shared)
            throws IOException, InterruptedException {
        Optional<String> ipc = sandbox.sharing().isIpcOfHost() ? Optional.empty() : Optional.of(shared.ipcNamespace());
        if (!spec.processesOf().isEmpty()) {
            var other = ContainerFolder.of(folders, spec.processesOf());
            if (!other.isAlive()) {
                throw new IOException("container " + spec.processesOf() + ", whose processes it is to share, is gone");
            }
            return new SharedNamespaces(Optional.of("/proc/" + other.processId() + "/ns/pid"), ipc);
        }
        return switch (sandbox.sharing().processes()) {
            case OWN -> new SharedNamespaces(Optional.of(SharedNamespaces.NEW), ipc);
            case SHARED ->
                new SharedNamespaces(Optional.of(new ProcessKeeper(program, sandbox, shared).namespace()), ipc);
            case HOST -> new SharedNamespaces(Optional.empty(), ipc);
        };
    }

    private RuntimeConfiguration configuration(
            ContainerSpec spec, SandboxSpec sandbox, Image image, ContainerFolder folder, SharedNamespaces shares)
            throws IOException {
        Path memory = sandbox.sharing().isIpcOfHost()
                ? Path.of("/dev/shm")
                : new SandboxFolder(folders.sandboxRun(sandbox.id())).sharedMemory();
        var configuration = new RuntimeConfiguration(
                spec,
                sandbox,
                image,
                ContainerUser.resolve(folder.rootfs(), image.user(), spec.privileges()),
                folder.rootfs().toString(),
                memory.toString(),
                shares,
                host,
                spec.privileges().isPrivileged() ? HostDevices.json() : List.of());
        if (configuration.arguments().isEmpty()) {
            throw new IOException("neither the pod nor the image names a command");
        }
        return configuration;
    }

    private static void mountRoot(ContainerFolder folder, List<Path> layers) throws IOException {
        Path empty = folder.path().resolve("empty");
        for (Path path : List.of(folder.rootfs(), folder.upper(), folder.work(), empty)) {
            Files.createDirectories(path);
        }
        // The topmost folder's permissions are the root's, whatever the umask of this process.
        Path top = layers.isEmpty() ? empty : layers.getLast();
        Files.setAttribute(folder.upper(), "unix:mode", 0755);
        for (String attribute : List.of("unix:uid", "unix:gid")) {
            Files.setAttribute(folder.upper(), attribute, Files.getAttribute(top, attribute));
        }
        Mounts.overlay(layers.isEmpty() ? List.of(empty) : layers, folder.upper(), folder.work(), folder.rootfs());
    }

    /// Deletes whatever there is of a container, running or half made.
    void delete(String id) throws IOException, InterruptedException {
        var folder = ContainerFolder.of(folders, id);
        if (Files.exists(program.stateFolder().resolve(id))) {
            var call = program.call("delete", "--force", id);
            if (!call.isSuccess() && Files.exists(program.stateFolder().resolve(id))) {
                throw new IOException(ProgramCall.reason(call.errors()));
            }
        }
        if (Files.exists(folder.path())) {
            Mounts.unmount(folder.rootfs());
            FileTree.delete(folder.path());
        }
        Files.deleteIfExists(folder.exitFile());
        stopSignals.remove(id);
        images.release(id);
    }

    /// How this container wants to be told to end.
    int stopSignal(ContainerSpec spec) {
        return stopSignals.computeIfAbsent(
                spec.id(),
                id -> images.hold(spec.image(), id)
                        .map(unpacked -> Signals.number(unpacked.image().stopSignal()))
                        .orElse(Signals.TERMINATE));
    }
}
