// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.Limits;
import dev.skerry.runtime.ContainerRuntime.Mount;
import dev.skerry.runtime.ContainerRuntime.Privileges;
import dev.skerry.runtime.ContainerRuntime.Processes;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import dev.skerry.runtime.ContainerRuntime.Sharing;
import dev.skerry.runtime.ContainerRuntime.Stdin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Specifications as they are kept on disk. Fields may be added; they must never change their meaning,
/// since an agent of a new version adopts the containers of the old one.
final class SpecDocument {
    private static final long UNLIMITED = -1;

    private SpecDocument() {}

    static JsonObject write(SandboxSpec spec) {
        return JsonObject.of(
                "id", spec.id(),
                "hostname", spec.hostname(),
                "networkNamespace", spec.networkNamespace(),
                "cgroupParent", spec.cgroupParent(),
                "processes", spec.sharing().processes().name(),
                "isIpcOfHost", spec.sharing().isIpcOfHost(),
                "labels", spec.labels());
    }

    static SandboxSpec sandbox(Json json) {
        return new SandboxSpec(
                json.at("id").text(),
                json.at("hostname").text(),
                json.at("networkNamespace").text(),
                json.at("cgroupParent").text(),
                new Sharing(
                        Processes.valueOf(json.at("processes").textOr(Processes.OWN.name())),
                        json.at("isIpcOfHost").booleanOr(false)),
                labels(json.at("labels")));
    }

    static JsonObject write(ContainerSpec spec) {
        return JsonObject.builder()
                .put("id", spec.id())
                .put("sandbox", spec.sandbox())
                .put("name", spec.name())
                .put("attempt", spec.attempt())
                .put("image", spec.image())
                .put("command", spec.command())
                .put("arguments", spec.arguments())
                .put("workingDirectory", spec.workingDirectory())
                .put("environment", spec.environment())
                .put("mounts", spec.mounts().stream().map(SpecDocument::write).toList())
                .put("limits", write(spec.limits()))
                .put("privileges", write(spec.privileges()))
                .put("hasTerminal", spec.hasTerminal())
                .put("keepsStdin", spec.stdin() != Stdin.CLOSED)
                .put("endsStdin", spec.stdin() == Stdin.ONCE)
                .put("processesOf", spec.processesOf())
                .put("logPath", spec.logPath())
                .put("labels", spec.labels())
                .build();
    }

    static ContainerSpec container(Json json) {
        return new ContainerSpec(
                json.at("id").text(),
                json.at("sandbox").text(),
                json.at("name").text(),
                json.at("attempt").intOr(0),
                json.at("image").text(),
                texts(json.at("command")),
                texts(json.at("arguments")),
                json.at("workingDirectory").text(),
                texts(json.at("environment")),
                json.at("mounts").elements().stream().map(SpecDocument::mount).toList(),
                limits(json.at("limits")),
                privileges(json.at("privileges")),
                json.at("hasTerminal").booleanOr(false),
                stdin(json),
                json.at("processesOf").text(),
                json.at("logPath").text(),
                labels(json.at("labels")));
    }

    private static Stdin stdin(Json json) {
        if (!json.at("keepsStdin").booleanOr(false)) {
            return Stdin.CLOSED;
        }
        return json.at("endsStdin").booleanOr(false) ? Stdin.ONCE : Stdin.OPEN;
    }

    private static JsonObject write(Mount mount) {
        return JsonObject.of("source", mount.source(), "target", mount.target(), "isReadOnly", mount.isReadOnly());
    }

    private static Mount mount(Json json) {
        return new Mount(
                json.at("source").text(),
                json.at("target").text(),
                json.at("isReadOnly").booleanOr(false));
    }

    private static JsonObject write(Limits limits) {
        return JsonObject.of(
                "memoryBytes", limits.memoryBytes(),
                "cpuShares", limits.cpuShares(),
                "cpuQuotaMicros", limits.cpuQuotaMicros(),
                "oomScoreAdjustment", limits.oomScoreAdjustment());
    }

    private static Limits limits(Json json) {
        return new Limits(
                json.at("memoryBytes").longOr(0),
                json.at("cpuShares").longOr(0),
                json.at("cpuQuotaMicros").longOr(0),
                json.at("oomScoreAdjustment").intOr(0));
    }

    private static JsonObject write(Privileges privileges) {
        return JsonObject.of(
                "user", privileges.user(),
                "group", privileges.group(),
                "extraGroups", privileges.extraGroups(),
                "isPrivileged", privileges.isPrivileged(),
                "isRootReadOnly", privileges.isRootReadOnly(),
                "addedCapabilities", privileges.addedCapabilities(),
                "droppedCapabilities", privileges.droppedCapabilities(),
                "allowsEscalation", privileges.allowsEscalation());
    }

    private static Privileges privileges(Json json) {
        return new Privileges(
                json.at("user").longOr(-1),
                json.at("group").longOr(-1),
                json.at("extraGroups").elements().stream()
                        .map(group -> group.longOr(0))
                        .toList(),
                json.at("isPrivileged").booleanOr(false),
                json.at("isRootReadOnly").booleanOr(false),
                texts(json.at("addedCapabilities")),
                texts(json.at("droppedCapabilities")),
                json.at("allowsEscalation").booleanOr(true));
    }

    private static List<String> texts(Json array) {
        return array.elements().stream().map(Json::text).toList();
    }

    private static Map<String, String> labels(Json object) {
        var labels = new LinkedHashMap<String, String>();
        object.object().forEach((name, value) -> labels.put(name, value.text()));
        return labels;
    }

    /// What a running container may use, as runtime programs take it: all of it, so that a limit that is gone is
    /// lifted.
    static JsonObject update(Limits limits) {
        return JsonObject.of(
                "memory",
                JsonObject.of("limit", limits.memoryBytes() > 0 ? limits.memoryBytes() : UNLIMITED),
                "cpu",
                JsonObject.of(
                        "shares",
                        limits.cpuShares(),
                        "quota",
                        limits.cpuQuotaMicros() > 0 ? limits.cpuQuotaMicros() : UNLIMITED,
                        "period",
                        RuntimeConfiguration.CPU_PERIOD_MICROS));
    }
}
