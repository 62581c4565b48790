// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.security.pki.Pem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What servers behind this one read to know whom to believe: the ConfigMap `extension-apiserver-authentication` in
/// `kube-system`, which every library for such servers looks up.
public final class FrontProxySettings {
    public static final ObjectName NAME = new ObjectName("kube-system", "extension-apiserver-authentication");

    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "ConfigMap");

    private FrontProxySettings() {}

    /// @param clientAuthorityPem who vouches for the clients of this server
    /// @param before a proxy before this server, which servers behind it believe as well
    public static KubeObject of(FrontProxy frontProxy, String clientAuthorityPem, Optional<TrustedProxy> before) {
        RemoteHeaders headers = frontProxy.headers();
        return KubeObject.of(KIND, NAME)
                .with(
                        JsonObject.of(
                                "client-ca-file",
                                clientAuthorityPem,
                                "requestheader-allowed-names",
                                list(names(frontProxy, before)),
                                "requestheader-client-ca-file",
                                frontProxy.authorityPem()
                                        + before.map(proxy -> Pem.write(proxy.authorities()))
                                                .orElse(""),
                                "requestheader-extra-headers-prefix",
                                list(headers.extraPrefixes()),
                                "requestheader-group-headers",
                                list(headers.groups()),
                                "requestheader-uid-headers",
                                list(headers.uids()),
                                "requestheader-username-headers",
                                list(headers.users())),
                        "data");
    }

    /// None means any name that an authority vouches for.
    private static List<String> names(FrontProxy frontProxy, Optional<TrustedProxy> before) {
        Set<String> others = before.map(TrustedProxy::names).orElse(Set.of());
        if (before.isPresent() && others.isEmpty()) {
            return List.of();
        }
        return Stream.concat(Stream.of(frontProxy.commonName()), others.stream().sorted())
                .distinct()
                .toList();
    }

    private static String list(List<String> names) {
        return JsonWriter.write(Json.of(names));
    }
}
