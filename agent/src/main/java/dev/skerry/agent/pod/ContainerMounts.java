// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.volume.Volumes;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ContainerRuntime.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a container sees of its pod's volumes, and the files that every container gets.
final class ContainerMounts {
    static final String TERMINATION_PATH = "/dev/termination-log";

    private final WantedPod pod;
    private final WantedContainer container;
    private final Setting setting;
    private final List<Mount> mounts = new ArrayList<>();

    private ContainerMounts(WantedPod pod, WantedContainer container, Setting setting) {
        this.pod = pod;
        this.container = container;
        this.setting = setting;
    }

    /// @param variables for `subPathExpr`
    /// @throws TransientException if a mount cannot be made
    static List<Mount> of(
            WantedPod pod, Step.Start step, Setting setting, Map<String, String> variables, PodFolders folders)
            throws IOException {
        var all = new ContainerMounts(pod, step.container(), setting);
        for (Json mount : step.container().spec().at("volumeMounts").elements()) {
            all.add(mount, variables);
        }
        all.addUnlessTaken(folders.hosts(pod.uid()), "/etc/hosts");
        all.addUnlessTaken(folders.resolver(pod.uid()), "/etc/resolv.conf");
        Path termination = folders.termination(pod.uid(), step.container().name(), step.attempt());
        Files.createDirectories(termination.getParent());
        Files.write(termination, new byte[0]);
        Files.setAttribute(termination, "unix:mode", 0666);
        all.addUnlessTaken(
                termination,
                step.container().spec().at("terminationMessagePath").textOr(TERMINATION_PATH));
        return all.mounts;
    }

    private void add(Json mount, Map<String, String> variables) throws IOException {
        String name = mount.at("name").text();
        Path volume = Optional.ofNullable(setting.volumes().get(name))
                .orElseThrow(() -> failed(
                        "cannot find volume \"" + name + "\" to mount into container \"" + container.name() + "\""));
        String subPath = mount.at("subPathExpr").isNull()
                ? mount.at("subPath").text()
                : Expansion.expand(mount.at("subPathExpr").text(), variables);
        Path source = subPath.isEmpty() ? volume : inside(volume, subPath);
        boolean isReadOnly = mount.at("readOnly").booleanOr(false) || isFromObjects(name);
        mounts.add(new Mount(source.toString(), mount.at("mountPath").text(), isReadOnly));
    }

    private boolean isFromObjects(String name) {
        return pod.spec().at("volumes").elements().stream()
                .filter(volume -> volume.at("name").text().equals(name))
                .anyMatch(Volumes::isFromObjects);
    }

    /// A path inside a volume, made if there is none. Links in the volume belong to whoever wrote there and
    /// must not lead out of it.
    private static Path inside(Path volume, String subPath) throws IOException {
        Path wanted = volume.resolve(subPath).normalize();
        if (!wanted.startsWith(volume.normalize())) {
            throw failed("subPath \"" + subPath + "\" must not contain '..'");
        }
        if (!Files.exists(wanted)) {
            requireInside(volume, existing(wanted));
            Files.createDirectories(wanted);
        }
        return requireInside(volume, wanted);
    }

    private static Path existing(Path path) {
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private static Path requireInside(Path volume, Path path) throws IOException {
        Path real = path.toRealPath();
        if (!real.startsWith(volume.toRealPath())) {
            throw failed("subPath leads out of its volume: " + path);
        }
        return real;
    }

    private void addUnlessTaken(Path source, String target) {
        if (mounts.stream().noneMatch(mount -> mount.target().equals(target))) {
            mounts.add(new Mount(source.toString(), target, false));
        }
    }

    private static TransientException failed(String message) {
        return new TransientException("CreateContainerConfigError", message);
    }
}
