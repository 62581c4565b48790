// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.runtime.ImageStore.Credentials;
import java.net.URI;

/// One place that an image may come from.
///
/// @param root what stands before the repository in every address, `https://registry.example/v2`
/// @param repository as this place calls it
record RegistryEndpoint(URI root, String repository, Credentials credentials) {
    /// Host, and port if there is one.
    String authority() {
        return root.getRawAuthority();
    }

    boolean isPlain() {
        return root.getScheme().equals("http");
    }
}
