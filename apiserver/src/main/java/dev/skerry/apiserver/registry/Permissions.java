// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.apiserver.authorization.Attributes;

/// Rights that a request needs beside the one of its own verb.
public final class Permissions {
    private Permissions() {}

    /// Creating what the URL names: for a PUT or an apply that makes the object, and for whoever opens a
    /// shell by a GET.
    public static Attributes toCreate(ApiCall call) {
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
