// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.apiserver.http.Request;
import java.util.List;

/// Whether a person will read the answer as it is.
public final class Pretty {
    private static final List<String> PEOPLES_TOOLS = List.of("curl", "Wget", "Mozilla/5.0");

    private Pretty() {}

    /// Asked for by `?pretty`, else guessed from the user agent.
    public static boolean isWanted(Request request) {
        if (request.hasParameter("pretty")) {
            return request.flag("pretty");
        }
        String agent = request.header("user-agent").orElse("");
        return PEOPLES_TOOLS.stream().anyMatch(agent::startsWith);
    }
}
