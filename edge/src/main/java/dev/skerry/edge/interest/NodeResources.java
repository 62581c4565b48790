// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.interest;

import dev.skerry.api.meta.GroupVersionResource;
import java.util.List;

/// The resources that nodes need, in the order in which they must arrive: what a pod stands on before the
/// pod.
public final class NodeResources {
    public static final GroupVersionResource NODES = core("nodes");
    public static final GroupVersionResource NAMESPACES = core("namespaces");
    public static final GroupVersionResource SERVICE_ACCOUNTS = core("serviceaccounts");
    public static final GroupVersionResource SECRETS = core("secrets");
    public static final GroupVersionResource CONFIG_MAPS = core("configmaps");
    public static final GroupVersionResource CLAIMS = core("persistentvolumeclaims");
    public static final GroupVersionResource PODS = core("pods");

    public static final List<GroupVersionResource> IN_ORDER =
            List.of(NODES, NAMESPACES, SERVICE_ACCOUNTS, SECRETS, CONFIG_MAPS, CLAIMS, PODS);

    private NodeResources() {}

    private static GroupVersionResource core(String resource) {
        return new GroupVersionResource("", "v1", resource);
    }
}
