// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.lifecycle.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes the volumes of pods, under `<pods>/<uid>/volumes/<name>`, and removes them. Everything here may
/// be called again: what is right stays, what an object has changed is brought up to date.
///
/// An `emptyDir` in memory is an ordinary folder: the runtime has no mount for it.
public final class Volumes {
    private static final List<String> FROM_OBJECTS = List.of("configMap", "secret", "downwardAPI", "projected");

    private final Path pods;
    private final ObjectCache cache;
    private final TokenSource tokens;

    /// @param pods folder with one folder for each pod
    public Volumes(Path pods, ObjectCache cache, TokenSource tokens) {
        this.pods = pods;
        this.cache = cache;
        this.tokens = tokens;
    }

    /// The folder of a pod, in which others may keep files of theirs too.
    public Path folder(String podUid) {
        return pods.resolve(podUid);
    }

    /// Makes all volumes of a pod; where they are, by name.
    ///
    /// @throws TransientException reason `FailedMount`, in Kubernetes' words
    public Map<String, Path> prepare(PodFacts facts) throws InterruptedException {
        var paths = new LinkedHashMap<String, Path>();
        for (Json volume : facts.pod().at("spec", "volumes").elements()) {
            String name = volume.at("name").text();
            paths.put(name, prepare(facts, volume, name));
        }
        return Map.copyOf(paths);
    }

    private Path prepare(PodFacts facts, Json volume, String name) throws InterruptedException {
        try {
            return make(facts, volume, name);
        } catch (IOException | TransientException | IllegalArgumentException failed) {
            throw new TransientException(
                    "FailedMount",
                    "MountVolume.SetUp failed for volume \"" + name + "\" : " + failed.getMessage(),
                    failed);
        }
    }

    private Path make(PodFacts facts, Json volume, String name) throws IOException, InterruptedException {
        KubeObject pod = facts.pod();
        Path path = folder(pod.uid()).resolve("volumes").resolve(name);
        long group = pod.at("spec", "securityContext", "fsGroup").longOr(-1);
        if (!volume.at("hostPath").isNull()) {
            return HostPath.prepare(
                    volume.at("hostPath", "path").text(),
                    volume.at("hostPath", "type").text());
        }
        if (!volume.at("emptyDir").isNull()) {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
                own(path, group);
            }
            return path;
        }
        if (FROM_OBJECTS.stream().anyMatch(type -> !volume.at(type).isNull())) {
            new AtomicFolder(path, group).write(new ObjectFiles(cache, tokens, facts).collect(volume));
            return path;
        }
        throw new TransientException("FailedMount", "this node does not support volumes of type " + type(volume));
    }

    /// Open to everybody in the pod; with a group, new files belong to it.
    private static void own(Path path, long group) throws IOException {
        if (group >= 0) {
            Files.setAttribute(path, "unix:gid", (int) group);
        }
        Files.setAttribute(path, "unix:mode", group >= 0 ? 02777 : 0777);
    }

    private static String type(Json volume) {
        return volume.object().names().stream()
                .filter(field -> !field.equals("name"))
                .findFirst()
                .orElse("nothing");
    }

    /// Whether a volume's files come from objects, so that no pod may write to it.
    public static boolean isFromObjects(Json volume) {
        return FROM_OBJECTS.stream().anyMatch(type -> !volume.at(type).isNull());
    }

    /// Whether some volume of a pod can become different without a change of the pod.
    public static boolean areAlive(KubeObject pod) {
        return pod.at("spec", "volumes") instanceof JsonArray volumes
                && volumes.values().stream().anyMatch(Volumes::isFromObjects);
    }

    /// Everything that a ConfigMap or Secret holds, as bytes.
    public static Map<String, byte[]> content(KubeObject object) {
        return ObjectFiles.content(object.tree());
    }

    /// Removes the folder of a pod with everything in it, and its tokens.
    public void remove(String podUid) throws IOException {
        tokens.forget(podUid);
        FolderTree.delete(folder(podUid));
    }

    /// Pods that have a folder.
    public List<String> known() throws IOException {
        if (!Files.isDirectory(pods)) {
            return List.of();
        }
        try (var folders = Files.list(pods)) {
            return folders.map(folder -> folder.getFileName().toString()).toList();
        }
    }
}
