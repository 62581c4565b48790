// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/// A proxy before this server, which finds out who is asking: whose word is taken, and in which headers it comes.
///
/// @param authorities who vouches for the proxy's certificate, and for nobody's else
/// @param names the common names that are believed; empty for whomever the authorities vouch for
public record TrustedProxy(List<X509Certificate> authorities, Set<String> names, RemoteHeaders headers) {
    public TrustedProxy {
        authorities = List.copyOf(authorities);
        names = Set.copyOf(names);
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("a proxy is believed for its certificate: it needs an authority");
        }
    }
}
