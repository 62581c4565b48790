// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.StatusException;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.ArrayList;
import java.util.List;

/// Asks the server which resources it has: built-in ones, and those that were defined later.
public final class Discovery {
    private Discovery() {}

    /// What could be discovered, and which groups could not: an extension that is down must not hide the
    /// rest.
    public record Found(List<Discovered> resources, List<String> failures) {
        public Found {
            resources = List.copyOf(resources);
            failures = List.copyOf(failures);
        }
    }

    /// Every resource whose objects can be listed and deleted, each group in its preferred version.
    public static Found deletable(KubeClient client) {
        var found = new ArrayList<Discovered>();
        var failures = new ArrayList<String>();
        add(client, new GroupVersion("", "v1"), found, failures);
        for (Json group : client.read("/apis").at("groups").elements()) {
            String version = group.at("preferredVersion", "groupVersion").text();
            add(client, GroupVersion.parse(version), found, failures);
        }
        return new Found(found, failures);
    }

    private static void add(KubeClient client, GroupVersion version, List<Discovered> found, List<String> failures) {
        String path = version.group().isEmpty() ? "/api/" + version : "/apis/" + version;
        try {
            for (Json resource : client.read(path).at("resources").elements()) {
                var verbs =
                        resource.at("verbs").elements().stream().map(Json::text).toList();
                boolean isSubresource = resource.at("name").text().contains("/");
                if (!isSubresource && verbs.contains("list") && verbs.contains("delete")) {
                    found.add(new Discovered(
                            version.resource(resource.at("name").text()),
                            resource.at("kind").text(),
                            resource.at("namespaced").booleanOr(false),
                            verbs.contains("watch")));
                }
            }
        } catch (StatusException | TransientException failed) {
            failures.add(version + ": " + failed.getMessage());
        }
    }
}
