// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.node.Machine;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;

/// How the node is set up, in the words of a KubeletConfiguration. What a kubelet can be told and this agent does not
/// know (a port, eviction, static pods, classes of cgroups) is left out, or said to be off.
final class ConfigurationDocument {
    private ConfigurationDocument() {}

    static JsonObject of(PodsConfig config) {
        var dns = new JsonArray(config.clusterDns().stream().map(Json::of).toList());
        var configuration = JsonObject.builder()
                .put("syncFrequency", seconds(Pods.TICK))
                .put("clusterDomain", config.clusterDomain())
                .put("clusterDNS", dns)
                .put("maxPods", Machine.PODS_MAX)
                .put("podLogsDir", config.logs().toString())
                .put("containerLogMaxSize", (LogRotation.BYTES_MAX >> 20) + "Mi")
                .put("containerLogMaxFiles", LogRotation.FILES_MAX)
                .put("containerLogMonitorInterval", seconds(LogRotation.PERIOD))
                .put("serializeImagePulls", false)
                .put("maxParallelImagePulls", ImageProvider.PULLS_MAX)
                .put("cgroupDriver", "cgroupfs")
                .put("cgroupRoot", config.cgroupParent())
                .put("cgroupsPerQOS", false)
                .put("cpuCFSQuota", true)
                .put("cpuCFSQuotaPeriod", Resources.QUOTA_PERIOD_MICROS / 1000 + "ms")
                .put("cpuManagerPolicy", "none")
                .put("memoryManagerPolicy", "None")
                .put("topologyManagerPolicy", "none")
                .put("failSwapOn", false)
                .put("rotateCertificates", true)
                .put("enableDebuggingHandlers", true);
        return JsonObject.of("kubeletconfig", configuration.build());
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + "s";
    }
}
