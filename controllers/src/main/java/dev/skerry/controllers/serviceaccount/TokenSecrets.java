// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.serviceaccount;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.token.BoundObject;
import dev.skerry.security.token.LegacyTokens;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// One pass over one Secret of type `kubernetes.io/service-account-token`: the account that its annotation
/// names gets a token in it that lasts as long as the Secret does. Nobody gets such a Secret unasked; one
/// whose account is gone goes, too.
public final class TokenSecrets implements Reconciler {
    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

    private final KubeClient client;
    private final Cache<KubeObject> secrets;
    private final LegacyTokens tokens;
    private final String rootCertificate;

    private TokenSecrets(KubeClient client, Cache<KubeObject> secrets, LegacyTokens tokens, String rootCertificate) {
        this.client = client;
        this.secrets = secrets;
        this.tokens = tokens;
        this.rootCertificate = rootCertificate;
    }

    /// @param rootCertificate PEM, by which holders of tokens know the server
    public static Controller wire(ControllerParts parts, LegacyTokens tokens, String rootCertificate) {
        // Only these: all Secrets of a cluster are too many to hold for the sake of a few.
        var secrets = parts.informers().cache(Resources.SECRETS, "type=" + TYPE);
        var accounts = parts.cache(Resources.SERVICE_ACCOUNTS);
        var reconciler = new TokenSecrets(parts.client("tokens-controller"), secrets, tokens, rootCertificate);
        var controller = parts.controller("serviceaccount-token", reconciler, List.of(secrets, accounts));
        secrets.onChange(change -> controller.enqueue(change.name()));
        accounts.onChange(change -> secrets.inNamespace(change.name().namespace()).stream()
                .filter(secret -> account(secret).equals(change.name().name()))
                .forEach(secret -> controller.enqueue(secret.objectName())));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found =
                secrets.find(name).filter(secret -> secret.at("type").text().equals(TYPE) && !secret.isBeingDeleted());
        if (found.isEmpty() || account(found.get()).isEmpty()) {
            return Outcome.SETTLED;
        }
        KubeObject secret = found.get();
        // Asked, not looked up: a Secret must not go because a cache is a moment behind.
        var account = client.find(Resources.SERVICE_ACCOUNTS, new ObjectName(secret.namespace(), account(secret)));
        String known = secret.annotations().getOrDefault(ACCOUNT_UID, "");
        boolean isTheirs = account.filter(one -> known.isEmpty() || known.equals(one.uid()))
                .isPresent();
        if (!isTheirs) {
            var deletion = new KubeClient.Deletion(secret.uid(), -1, KubeClient.Propagation.BACKGROUND);
            client.delete(Resources.SECRETS, name, deletion);
            return Outcome.SETTLED;
        }
        KubeObject filled = filled(secret, account.orElseThrow());
        if (!filled.equals(secret)) {
            secrets.assume(client.update(Resources.SECRETS, filled));
        }
        return Outcome.SETTLED;
    }

    private KubeObject filled(KubeObject secret, KubeObject account) {
        JsonObject data = secret.at("data").object();
        if (data.at("token").text().isEmpty()) {
            String token = tokens.issue(new LegacyTokens.Claims(
                    secret.namespace(), new BoundObject(account.name(), account.uid()), secret.name()));
            data = data.with("token", base64(token));
        }
        data = data.with("ca.crt", base64(rootCertificate)).with("namespace", base64(secret.namespace()));
        return secret.with(data, "data").withAnnotation(ACCOUNT_UID, account.uid());
    }

    private static String account(KubeObject secret) {
        return secret.annotations().getOrDefault(ACCOUNT, "");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
