// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.probe.Check;
import dev.skerry.agent.probe.ProbeAction;
import dev.skerry.agent.volume.PodFacts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.State;
import dev.skerry.runtime.ContainerRuntime.Stdin;
import dev.skerry.runtime.Image;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Makes a container of what its pod wants, and starts it.
final class ContainerStarter {
    /// A hook has no time of its own in the API; one that never ends must not hold its container for ever.
    private static final Duration HOOK_MOST = Duration.ofMinutes(10);

    private final Workbench workbench;
    private final ImageProvider images;
    private final PodFolders folders;

    ContainerStarter(Workbench workbench, ImageProvider images) {
        this.workbench = workbench;
        this.images = images;
        this.folders = new PodFolders(workbench.config());
    }

    /// @param made is told the container's identifier as soon as there is one
    /// @throws TransientException with the reason that the container's status is to show
    void start(WantedPod pod, Step.Start step, Setting setting, PodEvents events, Consumer<String> made)
            throws InterruptedException {
        Image image = images.provide(pod, step, events);
        ContainerSpec spec = spec(pod, step, setting, image, events);
        String name = step.container().name();
        create(pod, spec, name, events);
        made.accept(spec.id());
        events.normal(pod, name, "Created", "Created container: " + name);
        launch(pod, spec, name, events);
        events.normal(pod, name, "Started", "Started container " + name);
        Json hook = step.container().spec().at("lifecycle", "postStart");
        if (!hook.isNull()) {
            runHook(pod, step.container(), spec.id(), setting, events);
        }
    }

    private ContainerSpec spec(WantedPod pod, Step.Start step, Setting setting, Image image, PodEvents events) {
        try {
            return spec(pod, step, setting, image);
        } catch (TransientException | TerminalException | IOException | IllegalArgumentException failed) {
            events.warning(pod, step.container().name(), "Failed", "Error: " + failed.getMessage());
            throw new TransientException("CreateContainerConfigError", String.valueOf(failed.getMessage()), failed);
        }
    }

    private ContainerSpec spec(WantedPod pod, Step.Start step, Setting setting, Image image) throws IOException {
        PodsConfig config = workbench.config();
        WantedContainer container = step.container();
        var facts = new PodFacts(
                pod.object(),
                setting.addresses(),
                config.hostAddresses().get(),
                config.cpuMillis(),
                config.memoryBytes());
        Map<String, String> variables =
                Environment.of(container, workbench.cache(), facts, config.serviceEnvironment());
        return new ContainerSpec(
                ContainerLabels.id(pod.uid(), container.name(), step.attempt()),
                pod.uid(),
                container.name(),
                step.attempt(),
                image.id(),
                expanded(container.spec().at("command"), variables),
                expanded(container.spec().at("args"), variables),
                container.spec().at("workingDir").text(),
                Environment.lines(variables),
                ContainerMounts.of(pod, step, setting, variables, folders),
                Resources.limits(pod, container, config.memoryBytes()),
                Security.privileges(pod, container, image),
                container.spec().at("tty").booleanOr(false),
                stdin(container.spec()),
                processesOf(pod, container),
                folders.log(pod, container.name(), step.attempt()).toString(),
                ContainerLabels.ofContainer(pod, step, image, config.boot()));
    }

    /// The container that an ephemeral one is to look at from within, if it says so.
    private String processesOf(WantedPod pod, WantedContainer container) {
        String target = container.spec().at("targetContainerName").text();
        if (target.isEmpty()) {
            return "";
        }
        return workbench.runtime().containers().stream()
                .filter(one -> one.state() instanceof State.Running
                        && ContainerLabels.uid(one.spec().labels()).equals(pod.uid())
                        && ContainerLabels.container(one.spec()).equals(target))
                .map(one -> one.spec().id())
                .findFirst()
                .orElseThrow(() -> new TransientException(
                        "CreateContainerConfigError", "unable to find target container \"" + target + "\""));
    }

    private static Stdin stdin(Json container) {
        if (!container.at("stdin").booleanOr(false)) {
            return Stdin.CLOSED;
        }
        return container.at("stdinOnce").booleanOr(false) ? Stdin.ONCE : Stdin.OPEN;
    }

    private static List<String> expanded(Json words, Map<String, String> variables) {
        return words.elements().stream()
                .map(word -> Expansion.expand(word.text(), variables))
                .toList();
    }

    private void create(WantedPod pod, ContainerSpec spec, String name, PodEvents events) throws InterruptedException {
        try {
            workbench.runtime().createContainer(spec);
        } catch (TransientException | TerminalException failed) {
            events.warning(pod, name, "Failed", "Error: " + failed.getMessage());
            throw new TransientException("CreateContainerError", String.valueOf(failed.getMessage()), failed);
        }
    }

    private void launch(WantedPod pod, ContainerSpec spec, String name, PodEvents events) throws InterruptedException {
        try {
            workbench.runtime().startContainer(spec.id());
        } catch (TransientException | TerminalException failed) {
            events.warning(pod, name, "Failed", "Error: " + failed.getMessage());
            // The next try makes it anew: what could not start once is not worth keeping.
            workbench.runtime().removeContainer(spec.id());
            throw new TransientException("RunContainerError", String.valueOf(failed.getMessage()), failed);
        }
    }

    private void runHook(WantedPod pod, WantedContainer container, String id, Setting setting, PodEvents events)
            throws InterruptedException {
        String address =
                setting.addresses().isEmpty() ? "" : setting.addresses().getFirst();
        var action = ProbeAction.read(container.spec().at("lifecycle", "postStart"), address, container.spec());
        Check.Answer answer = workbench.check().run(action, id, HOOK_MOST);
        if (!answer.isSuccess()) {
            events.warning(pod, container.name(), "FailedPostStartHook", "PostStartHook failed: " + answer.output());
            workbench.runtime().stopContainer(id, pod.grace());
        }
    }
}
