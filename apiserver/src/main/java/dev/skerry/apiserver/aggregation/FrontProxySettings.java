// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;

/// What servers behind this one read to know whom to believe: the ConfigMap `extension-apiserver-authentication` in
/// `kube-system`, which every library for such servers looks up.
public final class FrontProxySettings {
    public static final ObjectName NAME = new ObjectName("kube-system", "extension-apiserver-authentication");

    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "ConfigMap");

    private FrontProxySettings() {}

    /// @param clientAuthorityPem who vouches for the clients of this server
    public static KubeObject of(FrontProxy frontProxy, String clientAuthorityPem) {
        return KubeObject.of(KIND, NAME)
                .with(
                        JsonObject.of(
                                "client-ca-file",
                                clientAuthorityPem,
                                "requestheader-allowed-names",
                                list(frontProxy.commonName()),
                                "requestheader-client-ca-file",
                                frontProxy.authorityPem(),
                                "requestheader-extra-headers-prefix",
                                list(RemoteIdentity.EXTRA_PREFIX),
                                "requestheader-group-headers",
                                list(RemoteIdentity.GROUP),
                                "requestheader-uid-headers",
                                list(RemoteIdentity.UID),
                                "requestheader-username-headers",
                                list(RemoteIdentity.USER)),
                        "data");
    }

    private static String list(String only) {
        return JsonWriter.write(JsonArray.of(only));
    }
}
