// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Calls CNI plugins: parameters in the environment, configuration on standard input, the result or an
/// error on standard output.
///
/// @param folder where the plugins are
/// @param version of the protocol, the newest that both sides speak
record Plugins(Path folder, String version) {
    /// Newest first. All give results of the same form, as far as it is read here.
    private static final List<String> VERSIONS = List.of("1.0.0", "0.4.0", "0.3.1");

    /// Asks the bridge plugin what it speaks; the plugins come in one package.
    static Plugins find(Path folder) throws IOException, InterruptedException {
        var plugins = new Plugins(folder, VERSIONS.getFirst());
        Json answer = plugins.call("bridge", new Call("VERSION", "", "", ""), JsonObject.EMPTY);
        List<String> known = answer.at("supportedVersions").elements().stream()
                .map(Json::text)
                .toList();
        for (String version : VERSIONS) {
            if (known.contains(version)) {
                return new Plugins(folder, version);
            }
        }
        throw new IOException("the CNI plugins in " + folder + " speak only " + known);
    }

    /// Parameters of one call.
    ///
    /// @param command `ADD`, `DEL` or `VERSION`
    /// @param namespace path; empty if it is gone
    /// @param address that is wished; empty for any
    record Call(String command, String container, String namespace, String address) {
        Map<String, String> environment(String plugin, Path folder) {
            var environment = new HashMap<String, String>();
            environment.put("CNI_COMMAND", command);
            environment.put("CNI_CONTAINERID", container);
            environment.put("CNI_NETNS", namespace);
            environment.put("CNI_IFNAME", plugin.equals("loopback") ? "lo" : "eth0");
            environment.put("CNI_PATH", folder.toString());
            environment.put("CNI_ARGS", address.isEmpty() ? "IgnoreUnknown=1" : "IgnoreUnknown=1;IP=" + address);
            return environment;
        }
    }

    /// Calls a plugin; its result, null where it has none.
    Json call(String plugin, Call call, JsonObject configuration) throws IOException, InterruptedException {
        String input =
                JsonWriter.write(configuration.with("cniVersion", version).with("type", plugin));
        var done = ProgramCall.run(List.of(folder.resolve(plugin).toString()), call.environment(plugin, folder), input);
        Json answer = answer(plugin, done);
        if (!done.isSuccess()) {
            String details = answer.at("details").text();
            String message = answer.at("msg").textOr(done.said());
            throw new IOException("CNI plugin " + plugin + ": " + message + (details.isEmpty() ? "" : "; " + details));
        }
        return answer;
    }

    private static Json answer(String plugin, ProgramCall done) throws IOException {
        try {
            return done.output().isBlank() ? Json.of(null) : JsonReader.read(done.output());
        } catch (JsonException broken) {
            throw new IOException("CNI plugin " + plugin + " said: " + done.said(), broken);
        }
    }
}
