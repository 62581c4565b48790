// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.token.JoinToken;
import java.time.Instant;

/// Join tokens where the server looks for them: Secrets of Kubernetes' own form for bootstrap tokens.
public final class BootstrapTokens {
    private static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");

    /// The key under which the server finds the only name that may join.
    private static final String NODE_NAME = "node-name";

    private BootstrapTokens() {}

    /// @param node the only name that may join with it; empty for any
    public static void create(KubeClient client, JoinToken token, Instant expires, String node) {
        var kind = new GroupVersionKind("", "v1", "Secret");
        var data = JsonObject.builder()
                .put("token-id", token.id())
                .put("token-secret", token.secret())
                .put("expiration", expires.toString())
                .put("usage-bootstrap-authentication", "true")
                .putIfText(NODE_NAME, node)
                .build();
        var secret = KubeObject.of(kind, new ObjectName("kube-system", "bootstrap-token-" + token.id()))
                .with("bootstrap.kubernetes.io/token", "type")
                .with(data, "stringData");
        client.create(SECRETS, secret);
    }
}
