// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.discovery;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// What is served by other servers behind this one.
@FunctionalInterface
public interface RemoteVersions {
    /// In the order in which discovery lists them.
    List<RemoteVersion> all();

    /// @param resources as an APIResourceList has them; as of the last time that its server could be asked
    /// @param isFresh whether its server could be asked the last time
    record RemoteVersion(GroupVersion version, List<Json> resources, boolean isFresh) {}
}
