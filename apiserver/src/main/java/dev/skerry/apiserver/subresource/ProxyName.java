// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import java.util.Set;

/// What a proxied URL has in the place of a name: `name`, `name:port` or `scheme:name:port`.
///
/// @param port a number, a name, or empty for whatever is usual
record ProxyName(String name, String port) {
    /// @throws StatusException 400 for what has another form
    static ProxyName of(String text) {
        String[] parts = text.split(":", 4);
        ProxyName found = switch (parts.length) {
            case 1 -> new ProxyName(parts[0], "");
            case 2 -> new ProxyName(parts[0], parts[1]);
            case 3 -> new ProxyName(plain(parts[0], parts[1]), parts[2]);
            default -> new ProxyName("", "");
        };
        if (found.name().isEmpty()) {
            throw StatusException.badRequest("invalid proxy name \"" + text + "\"");
        }
        return found;
    }

    private static String plain(String scheme, String name) {
        if (!Set.of("", "http").contains(scheme)) {
            throw StatusException.badRequest("the proxy speaks http to pods, not \"" + scheme + "\"");
        }
        return name;
    }
}
