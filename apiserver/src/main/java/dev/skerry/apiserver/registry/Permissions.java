// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.apiserver.authorization.Attributes;

/// Rights that a request needs beside the one of its own verb.
final class Permissions {
    private Permissions() {}

    /// A PUT or an apply that turns out to make the object.
    static Attributes toCreate(ApiCall call) {
        Attributes own = call.info().attributes(call.identity());
        return new Attributes(
                own.identity(),
                "create",
                own.group(),
                own.version(),
                own.resource(),
                own.subresource(),
                own.namespace(),
                own.name(),
                own.path());
    }
}
