// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// How far a node's cache has come.
///
/// @param cluster whose objects these are; empty before the first connection
/// @param cursor the server's revision that they are from
/// @param isComplete whether the server has ever confirmed that nothing is missing
public record CacheState(String cluster, long cursor, boolean isComplete) {
    public static final CacheState NEW = new CacheState("", 0, false);

    static CacheState read(Json json) {
        return new CacheState(
                json.at("cluster").text(),
                json.at("cursor").longOr(0),
                json.at("complete").booleanOr(false));
    }

    JsonObject toJson() {
        return JsonObject.of("cluster", cluster, "cursor", cursor, "complete", isComplete);
    }

    /// Whether the difference is not worth a write: the cursor alone moves with every change of anything in
    /// the cluster, and an older one costs nothing but a comparison.
    boolean saysTheSameAs(CacheState other) {
        return cluster.equals(other.cluster) && isComplete == other.isComplete;
    }
}
