// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.security.pki.SwappableCredential;

/// Who this server is to servers behind it: they take its word for who is asking, because of this certificate.
///
/// @param credential shown to them
/// @param authorityPem who vouches for it, and for no client of this server
/// @param commonName in the certificate
/// @param headers in which they are told, by the first of each kind
public record FrontProxy(
        SwappableCredential credential, String authorityPem, String commonName, RemoteHeaders headers) {
    /// With the headers that everybody knows.
    public FrontProxy(SwappableCredential credential, String authorityPem, String commonName) {
        this(credential, authorityPem, commonName, RemoteHeaders.STANDARD);
    }
}
