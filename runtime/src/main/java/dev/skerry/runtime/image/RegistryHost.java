// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.runtime.ImageStore.Credentials;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/// What is said of one host that images come from.
///
/// @param credentials shown when it asks and the pod has none for it
/// @param sockets decide whom to trust and which certificate to show; empty for the system's authorities and none
public record RegistryHost(Credentials credentials, Optional<SSLSocketFactory> sockets) {
    static final RegistryHost UNNAMED = new RegistryHost(Credentials.NONE, Optional.empty());
}
