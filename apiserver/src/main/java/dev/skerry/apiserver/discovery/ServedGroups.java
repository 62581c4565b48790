// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.discovery;

import dev.skerry.apiserver.resource.ServedResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All served resources, by group and version, in the order of the catalog: the first version of a group is
/// the one it prefers.
record ServedGroups(Map<String, Map<String, List<ServedResource>>> groups) {
    static ServedGroups of(List<ServedResource> resources) {
        var groups = new LinkedHashMap<String, Map<String, List<ServedResource>>>();
        for (ServedResource served : resources) {
            groups.computeIfAbsent(served.resource().group(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(served.resource().version(), _ -> new ArrayList<>())
                    .add(served);
        }
        return new ServedGroups(groups);
    }

    /// The versions of a group; none if it is not served.
    Map<String, List<ServedResource>> versions(String group) {
        return groups.getOrDefault(group, Map.of());
    }

    List<ServedResource> resources(String group, String version) {
        return versions(group).getOrDefault(version, List.of());
    }
}
