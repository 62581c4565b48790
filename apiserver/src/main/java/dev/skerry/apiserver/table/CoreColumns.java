// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The columns of nodes, namespaces, configuration and events.
final class CoreColumns {
    private static final String ROLE_LABEL = "node-role.kubernetes.io/";

    private CoreColumns() {}

    static TableColumns node() {
        return KindColumns.named()
                .text("Status", CoreColumns::nodeStatus)
                .text("Roles", CoreColumns::roles)
                .age()
                .field("Version", "status.nodeInfo.kubeletVersion")
                .wide("Internal-IP", node -> address(node, "InternalIP"))
                .wide("External-IP", node -> address(node, "ExternalIP"))
                .wideField("OS-Image", "status.nodeInfo.osImage", CellText.UNKNOWN)
                .wide("Kernel-Version", CoreColumns::kernel)
                .wideField("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", CellText.UNKNOWN)
                .build();
    }

    private static String nodeStatus(KubeObject node) {
        String ready = node.at("status", "conditions").elements().stream()
                .filter(condition -> condition.at("type").text().equals("Ready"))
                .findFirst()
                .map(condition -> condition.at("status").text().equals("True") ? "Ready" : "NotReady")
                .orElse("Unknown");
        return node.at("spec", "unschedulable").booleanOr(false) ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(KubeObject node) {
        var roles = new TreeSet<String>();
        node.labels().forEach((name, value) -> {
            if (name.startsWith(ROLE_LABEL) && name.length() > ROLE_LABEL.length()) {
                roles.add(name.substring(ROLE_LABEL.length()));
            } else if (name.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return CellText.orNone(String.join(",", roles));
    }

    private static String kernel(KubeObject node) {
        Json about = node.at("status", "nodeInfo");
        String architecture = about.at("architecture").text();
        String version = CellText.orElse(about.at("kernelVersion"), CellText.UNKNOWN);
        return architecture.isEmpty() ? version : version + " (" + architecture + ")";
    }

    private static String address(KubeObject node, String type) {
        return node.at("status", "addresses").elements().stream()
                .filter(address -> address.at("type").text().equals(type))
                .map(address -> address.at("address").text())
                .findFirst()
                .orElse(CellText.NONE);
    }

    static TableColumns namespace() {
        return KindColumns.named().field("Status", "status.phase").age().build();
    }

    static TableColumns configMap() {
        return KindColumns.named()
                .number(
                        "Data",
                        map -> (long) map.at("data").object().size()
                                + map.at("binaryData").object().size())
                .age()
                .build();
    }

    static TableColumns secret() {
        return KindColumns.named()
                .field("Type", "type")
                .number("Data", secret -> (long) secret.at("data").object().size())
                .age()
                .build();
    }

    static TableColumns resourceQuota() {
        return KindColumns.named()
                .text("Request", quota -> usage(quota, name -> !isLimit(name)))
                .text("Limit", quota -> usage(quota, CoreColumns::isLimit))
                .age()
                .build();
    }

    private static boolean isLimit(String resource) {
        return resource.startsWith("limits.");
    }

    /// Used of allowed.
    private static String usage(KubeObject quota, Predicate<String> shown) {
        var parts = new ArrayList<String>();
        var hard = quota.at("status", "hard").object();
        hard.names().stream()
                .sorted()
                .filter(shown)
                .forEach(name -> parts.add(name + ": "
                        + CellText.orElse(quota.at("status", "used").at(name), "0") + "/"
                        + CellText.plain(hard.valueOf(name))));
        return String.join(", ", parts);
    }

    /// Events of both API groups, which have other names for the same things.
    static TableColumns event() {
        return KindColumns.builder()
                .column(
                        new TableColumns.Column("Last Seen", "string", "", "", 0),
                        (event, now) -> Json.of(CellText.since(
                                first(
                                        event,
                                        "series.lastObservedTime",
                                        "lastTimestamp",
                                        "deprecatedLastTimestamp",
                                        "firstTimestamp",
                                        "eventTime"),
                                now)))
                .field("Type", "type")
                .field("Reason", "reason")
                .text("Object", CoreColumns::eventObject)
                .wide("Subobject", event -> involved(event).at("fieldPath").text())
                .wide("Source", CoreColumns::eventSource)
                .text(
                        "Message",
                        event -> (event.at("message").text() + event.at("note").text()).strip())
                .column(
                        new TableColumns.Column("First Seen", "string", "", "", 1),
                        (event, now) -> Json.of(CellText.since(
                                first(event, "firstTimestamp", "deprecatedFirstTimestamp", "eventTime"), now)))
                .column(
                        new TableColumns.Column("Count", "integer", "", "", 1),
                        (event, _) -> Json.of(eventCount(event)))
                .column(new TableColumns.Column("Name", "string", "name", "", 1), (event, _) -> Json.of(event.name()))
                .build();
    }

    private static Optional<java.time.Instant> first(KubeObject event, String... paths) {
        for (String path : paths) {
            var time = CellText.time(event.at(path.split("\\.", -1)));
            if (time.isPresent()) {
                return time;
            }
        }
        return Optional.empty();
    }

    private static Json involved(KubeObject event) {
        Json core = event.at("involvedObject");
        return core.isNull() ? event.at("regarding") : core;
    }

    private static String eventObject(KubeObject event) {
        Json object = involved(event);
        String kind = object.at("kind").text().toLowerCase(Locale.ROOT);
        String name = object.at("name").text();
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String eventSource(KubeObject event) {
        Json source = event.at("source").isNull() ? event.at("deprecatedSource") : event.at("source");
        String component = source.at("component").text();
        String host = source.at("host").text();
        if (component.isEmpty()) {
            component = event.at("reportingComponent").text()
                    + event.at("reportingController").text();
            host = event.at("reportingInstance").text();
        }
        return host.isEmpty() ? component : component + ", " + host;
    }

    private static long eventCount(KubeObject event) {
        long count = event.at("series", "count")
                .longOr(event.at("count").longOr(event.at("deprecatedCount").longOr(1)));
        return Math.max(1, count);
    }
}
