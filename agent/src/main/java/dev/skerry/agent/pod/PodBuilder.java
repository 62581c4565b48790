// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.volume.FolderTree;
import dev.skerry.agent.volume.PodFacts;
import dev.skerry.agent.volume.Volumes;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.network.cni.PodNetwork.Attachment;
import dev.skerry.network.cni.PodNetwork.HostPort;
import dev.skerry.runtime.ContainerRuntime.Processes;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import dev.skerry.runtime.ContainerRuntime.Sharing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Puts up what a pod needs before its containers start, and takes everything down. Both may be done again:
/// what stands stays.
final class PodBuilder {
    private final Workbench workbench;
    private final Volumes volumes;
    private final PodFolders folders;
    private final HostFiles hostFiles;

    PodBuilder(Workbench workbench, Volumes volumes) {
        this.workbench = workbench;
        this.volumes = volumes;
        this.folders = new PodFolders(workbench.config());
        this.hostFiles = new HostFiles(workbench.config());
    }

    /// @throws TransientException with a reason that is also the event's
    Setting setUp(WantedPod pod) throws InterruptedException {
        List<String> hostAddresses = workbench.config().hostAddresses().get();
        try {
            Attachment attachment = pod.isHostNetwork()
                    ? new Attachment(Path.of(""), hostAddresses)
                    : workbench.network().attach(pod.uid(), hostPorts(pod));
            Map<String, Path> paths = volumes.prepare(facts(pod, attachment.addresses()));
            hostFiles.write(pod, attachment.addresses());
            workbench
                    .runtime()
                    .createSandbox(new SandboxSpec(
                            pod.uid(),
                            HostFiles.hostname(pod, workbench.config().nodeName()),
                            attachment.namespace().toString(),
                            workbench.config().cgroupParent() + "/pod" + pod.uid(),
                            sharing(pod),
                            ContainerLabels.ofSandbox(pod)));
            return new Setting(paths, attachment.addresses());
        } catch (TransientException failed) {
            throw failed.reason().equals("FailedMount") ? failed : noSandbox(failed);
        } catch (TerminalException | IOException failed) {
            throw noSandbox(failed);
        }
    }

    private static Sharing sharing(WantedPod pod) {
        Json spec = pod.spec();
        Processes processes = spec.at("hostPID").booleanOr(false)
                ? Processes.HOST
                : spec.at("shareProcessNamespace").booleanOr(false) ? Processes.SHARED : Processes.OWN;
        return new Sharing(processes, spec.at("hostIPC").booleanOr(false));
    }

    private static TransientException noSandbox(Exception failed) {
        return new TransientException(
                "FailedCreatePodSandBox", "Failed to create pod sandbox: " + failed.getMessage(), failed);
    }

    /// Brings files up to date that come from objects which may have changed.
    void refresh(WantedPod pod, Setting setting) throws InterruptedException {
        if (Volumes.areAlive(pod.object())) {
            volumes.prepare(facts(pod, setting.addresses()));
        }
    }

    private PodFacts facts(WantedPod pod, List<String> addresses) {
        PodsConfig config = workbench.config();
        return new PodFacts(
                pod.object(), addresses, config.hostAddresses().get(), config.cpuMillis(), config.memoryBytes());
    }

    private static List<HostPort> hostPorts(WantedPod pod) {
        var ports = new ArrayList<HostPort>();
        for (WantedContainer container : pod.containers()) {
            for (Json port : container.spec().at("ports").elements()) {
                int hostPort = port.at("hostPort").intOr(0);
                if (hostPort > 0) {
                    ports.add(new HostPort(
                            hostPort,
                            port.at("containerPort").intOr(0),
                            port.at("protocol").textOr("TCP").toLowerCase(Locale.ROOT),
                            port.at("hostIP").text()));
                }
            }
        }
        return List.copyOf(ports);
    }

    /// Nothing of the pod is left afterwards.
    void tearDown(WantedPod pod) throws InterruptedException {
        workbench.runtime().removeSandbox(pod.uid());
        workbench.network().detach(pod.uid());
        try {
            volumes.remove(pod.uid());
            FolderTree.delete(folders.logs(pod));
        } catch (IOException failed) {
            throw new TransientException(
                    "FailedKillPod", "cannot remove the files of " + pod.name() + ": " + failed.getMessage(), failed);
        }
    }
}
