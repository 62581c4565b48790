// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TerminalException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Answers what pods ask about themselves: `fieldRef` and `resourceFieldRef`. Pure.
public final class DownwardFields {
    private DownwardFields() {}

    /// The text of a field such as `metadata.name` or `metadata.labels['app']`.
    ///
    /// @throws TerminalException if there is no such field to ask for
    public static String field(PodFacts facts, String path) {
        KubeObject pod = facts.pod();
        return switch (path) {
            case "metadata.name" -> pod.name();
            case "metadata.namespace" -> pod.namespace();
            case "metadata.uid" -> pod.uid();
            case "metadata.labels" -> lines(pod.labels());
            case "metadata.annotations" -> lines(pod.annotations());
            case "spec.nodeName" -> pod.at("spec", "nodeName").text();
            case "spec.serviceAccountName" ->
                pod.at("spec", "serviceAccountName").text();
            case "status.podIP" -> first(facts.podAddresses());
            case "status.podIPs" -> String.join(",", facts.podAddresses());
            case "status.hostIP" -> first(facts.hostAddresses());
            case "status.hostIPs" -> String.join(",", facts.hostAddresses());
            default -> subscript(pod, path);
        };
    }

    private static String first(List<String> addresses) {
        return addresses.isEmpty() ? "" : addresses.getFirst();
    }

    private static String lines(Map<String, String> pairs) {
        return new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> pair.getKey() + "=\"" + escaped(pair.getValue()) + "\"")
                        .collect(Collectors.joining("\n"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String subscript(KubeObject pod, String path) {
        int open = path.indexOf("['");
        if (open > 0 && path.endsWith("']")) {
            String key = path.substring(open + 2, path.length() - 2);
            switch (path.substring(0, open)) {
                case "metadata.labels" -> {
                    return pod.labels().getOrDefault(key, "");
                }
                case "metadata.annotations" -> {
                    return pod.annotations().getOrDefault(key, "");
                }
                default -> throw unsupported(path);
            }
        }
        throw unsupported(path);
    }

    private static TerminalException unsupported(String path) {
        return new TerminalException("CreateContainerConfigError", "unsupported fieldPath: " + path);
    }

    /// The text of a resource such as `limits.memory`, in units of the divisor, rounded up.
    ///
    /// @param reference `{containerName, resource, divisor}`
    /// @param container in which it is asked, if the reference names none
    public static String resource(PodFacts facts, Json reference, String container) {
        String name = reference.at("containerName").textOr(container);
        String resource = reference.at("resource").text();
        Json resources = Stream.of("containers", "initContainers")
                .flatMap(kind -> facts.pod().at("spec", kind).elements().stream())
                .filter(spec -> spec.at("name").text().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new TerminalException("CreateContainerConfigError", "container " + name + " not found"))
                .at("resources");
        int dot = resource.indexOf('.');
        String kind = dot < 0 ? resource : resource.substring(0, dot);
        String what = dot < 0 ? "" : resource.substring(dot + 1);
        Quantity amount = Quantity.read(resources.at(kind, what));
        if (amount.isZero() && kind.equals("limits")) {
            amount = what.equals("cpu")
                    ? Quantity.ofMillis(facts.cpuMillis())
                    : what.equals("memory") ? Quantity.ofBytes(facts.memoryBytes()) : amount;
        }
        return divided(amount, reference.at("divisor"));
    }

    private static String divided(Quantity amount, Json divisor) {
        Quantity unit = Quantity.read(divisor);
        long millis = unit.isZero() ? 1000 : unit.milliValue();
        // Thousandths overflow for very large amounts; those have no use for thousandths.
        boolean isLarge = amount.value() > Long.MAX_VALUE / 1000;
        BigDecimal dividend = isLarge
                ? BigDecimal.valueOf(amount.value()).movePointRight(3)
                : BigDecimal.valueOf(amount.milliValue());
        return dividend.divide(BigDecimal.valueOf(millis), 0, RoundingMode.UP).toPlainString();
    }
}
