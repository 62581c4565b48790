// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which sandboxes and containers there are: their specifications on disk, and a copy in memory.
final class ContainerRecords {
    private static final Log LOG = Log.of("runtime.oci");

    private final RuntimeFolders folders;
    private final Map<String, SandboxSpec> sandboxes = new ConcurrentHashMap<>();
    private final Map<String, ContainerSpec> containers = new ConcurrentHashMap<>();

    ContainerRecords(RuntimeFolders folders) throws IOException {
        this.folders = folders;
        Files.createDirectories(folders.containers());
        Files.createDirectories(folders.sandboxes());
        Files.createDirectories(folders.exits());
        Files.createDirectories(folders.programState());
    }

    List<SandboxSpec> sandboxes() {
        return List.copyOf(sandboxes.values());
    }

    Optional<SandboxSpec> sandbox(String id) {
        return Optional.ofNullable(sandboxes.get(id));
    }

    List<ContainerSpec> containers() {
        return List.copyOf(containers.values());
    }

    Optional<ContainerSpec> container(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    /// Keeps a sandbox; one that is known already takes the new values, such as another network namespace.
    void add(SandboxSpec spec) throws IOException {
        checkId(spec.id());
        if (!spec.equals(sandboxes.get(spec.id()))) {
            write(sandboxFile(spec.id()), JsonWriter.writeBytes(SpecDocument.write(spec)));
            sandboxes.put(spec.id(), spec);
        }
    }

    void removeSandbox(String id) throws IOException {
        Files.deleteIfExists(sandboxFile(id));
        sandboxes.remove(id);
    }

    /// Keeps a container whose specification is on disk.
    void add(ContainerSpec spec) {
        containers.put(spec.id(), spec);
    }

    /// Puts another specification in the place of a container's.
    void replace(ContainerFolder folder, ContainerSpec spec) throws IOException {
        write(folder.spec(), JsonWriter.writeBytes(SpecDocument.write(spec)));
        containers.put(spec.id(), spec);
    }

    void removeContainer(String id) {
        containers.remove(id);
    }

    /// Writes a container's specification: the first thing of it on disk.
    static void write(ContainerFolder folder, ContainerSpec spec) throws IOException {
        checkId(spec.id());
        Files.createDirectories(folder.path());
        write(folder.spec(), JsonWriter.writeBytes(SpecDocument.write(spec)));
    }

    /// Reads everything from disk; the identifiers of all containers found, readable or not.
    List<String> load() throws IOException {
        for (Path file : list(folders.sandboxes())) {
            read(file).map(SpecDocument::sandbox).ifPresent(spec -> sandboxes.put(spec.id(), spec));
        }
        var ids = new ArrayList<String>();
        for (Path folder : list(folders.containers())) {
            String id = folder.getFileName().toString();
            ids.add(id);
            read(folder.resolve("spec.json")).map(SpecDocument::container).ifPresent(spec -> containers.put(id, spec));
        }
        return ids;
    }

    private Path sandboxFile(String id) {
        return folders.sandboxes().resolve(id + ".json");
    }

    private static Optional<Json> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonReader.read(Files.readAllBytes(file)));
        } catch (JsonException broken) {
            LOG.warn("record is broken and ignored", "file", file, "error", broken.getMessage());
            return Optional.empty();
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    /// Complete or not there. Not synced: what a power cut takes, it takes together with the container.
    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void checkId(String id) {
        boolean isPlain = !id.isEmpty()
                && id.length() <= 128
                && id.chars()
                        .allMatch(
                                c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-');
        if (!isPlain) {
            throw new IllegalArgumentException("not an identifier: " + id);
        }
    }
}
