// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNumber;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Something that a probe or a lifecycle hook does to a container.
public sealed interface ProbeAction {
    /// Run a command inside.
    record Exec(List<String> command) implements ProbeAction {}

    /// Ask by HTTP; 200 to 399 is a yes.
    record HttpGet(String scheme, String host, int port, String path, List<Map.Entry<String, String>> headers)
            implements ProbeAction {}

    /// Connect.
    record Tcp(String host, int port) implements ProbeAction {}

    /// Let time pass: only in hooks.
    record Sleep(Duration time) implements ProbeAction {}

    /// Something that we do not know.
    record Unknown(String what) implements ProbeAction {}

    /// @param json of a probe or a hook
    /// @param address of the pod, used where no host is named
    /// @param container whose ports may be used by name
    static ProbeAction read(Json json, String address, Json container) {
        if (!json.at("exec").isNull()) {
            return new Exec(json.at("exec", "command").elements().stream()
                    .map(Json::text)
                    .toList());
        }
        if (!json.at("httpGet").isNull()) {
            Json get = json.at("httpGet");
            List<Map.Entry<String, String>> headers = get.at("httpHeaders").elements().stream()
                    .map(header -> Map.entry(
                            header.at("name").text(), header.at("value").text()))
                    .toList();
            String path = get.at("path").textOr("/");
            return new HttpGet(
                    get.at("scheme").textOr("HTTP").toLowerCase(Locale.ROOT),
                    get.at("host").textOr(address),
                    port(get.at("port"), container),
                    path.startsWith("/") ? path : "/" + path,
                    headers);
        }
        if (!json.at("tcpSocket").isNull()) {
            Json tcp = json.at("tcpSocket");
            return new Tcp(tcp.at("host").textOr(address), port(tcp.at("port"), container));
        }
        if (!json.at("sleep").isNull()) {
            return new Sleep(Duration.ofSeconds(json.at("sleep", "seconds").longOr(0)));
        }
        return new Unknown(String.join(", ", json.object().names()));
    }

    /// A number, or the name of one of the container's ports; 0 if there is no such port.
    private static int port(Json port, Json container) {
        if (port instanceof JsonNumber number) {
            return (int) number.longValue();
        }
        return container.at("ports").elements().stream()
                .filter(named -> named.at("name").equals(port))
                .findFirst()
                .map(named -> named.at("containerPort").intOr(0))
                .orElse(0);
    }
}
