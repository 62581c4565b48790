// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.network.cni.PodNetwork.HostPort;
import java.util.List;

/// What is known of one pod's network, as it is kept on disk. Written before the first step and after the
/// last, so that a crash in between leaves a record without addresses, which tells what to take apart.
///
/// @param boot identifies the run of the machine in which it was made; namespaces do not outlive it
/// @param addresses without prefix lengths; empty until all is done
/// @param result of the bridge plugin, which the next plugins want to see again
record AttachmentRecord(String pod, String boot, List<HostPort> ports, List<String> addresses, JsonObject result) {
    AttachmentRecord {
        ports = List.copyOf(ports);
        addresses = List.copyOf(addresses);
    }

    boolean isComplete() {
        return !addresses.isEmpty();
    }

    AttachmentRecord with(List<String> addresses, JsonObject result) {
        return new AttachmentRecord(pod, boot, ports, addresses, result);
    }

    JsonObject json() {
        return JsonObject.of(
                "pod", pod,
                "boot", boot,
                "ports", ports.stream().map(AttachmentRecord::portJson).toList(),
                "addresses", addresses,
                "result", result);
    }

    static AttachmentRecord of(Json json) {
        return new AttachmentRecord(
                json.at("pod").text(),
                json.at("boot").text(),
                json.at("ports").elements().stream().map(AttachmentRecord::port).toList(),
                json.at("addresses").elements().stream().map(Json::text).toList(),
                json.at("result").object());
    }

    /// The ports as the port mapping plugin reads them.
    JsonArray mappings() {
        return new JsonArray(
                ports.stream().<Json>map(AttachmentRecord::portJson).toList());
    }

    private static JsonObject portJson(HostPort port) {
        return JsonObject.builder()
                .put("hostPort", port.hostPort())
                .put("containerPort", port.podPort())
                .put("protocol", port.protocol())
                .putIfText("hostIP", port.hostAddress())
                .build();
    }

    private static HostPort port(Json json) {
        return new HostPort(
                json.at("hostPort").intOr(0),
                json.at("containerPort").intOr(0),
                json.at("protocol").text(),
                json.at("hostIP").text());
    }
}
