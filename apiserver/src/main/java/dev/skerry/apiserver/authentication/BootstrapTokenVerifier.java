// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.token.JoinToken;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Accepts `<id>.<secret>` of a Secret `bootstrap-token-<id>` in kube-system that is meant for
/// authentication and has not expired. Its holder is no node yet: it belongs to `system:bootstrappers`.
public final class BootstrapTokenVerifier implements TokenVerifier {
    private static final String NAMESPACE = "kube-system";
    private static final String PREFIX = "bootstrap-token-";
    private static final String TYPE = "bootstrap.kubernetes.io/token";
    private static final String GROUP = "system:bootstrappers";

    private final ObjectSource objects;
    private final Clock clock;

    public BootstrapTokenVerifier(ObjectSource objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public Verdict verify(String token, List<String> audiences) {
        if (!JoinToken.isBearer(token)) {
            return new Verdict.Foreign();
        }
        String id = token.substring(0, token.indexOf('.'));
        String secret = token.substring(token.indexOf('.') + 1);
        return objects.find("", "secrets", new ObjectName(NAMESPACE, PREFIX + id))
                .filter(object -> isGood(object, id, secret))
                .<Verdict>map(object -> new Verdict.Accepted(identity(object, id), audiences))
                // Unknown, wrong and expired sound the same: a guesser learns nothing.
                .orElseGet(() -> new Verdict.Refused("bootstrap token is not valid"));
    }

    private boolean isGood(KubeObject object, String id, String secret) {
        return object.at("type").text().equals(TYPE)
                && !object.isBeingDeleted()
                && field(object, "token-id").equals(id)
                && JoinToken.isEqual(field(object, "token-secret"), secret)
                && field(object, "usage-bootstrap-authentication").equals("true")
                && !isExpired(field(object, "expiration"));
    }

    private boolean isExpired(String expiration) {
        if (expiration.isEmpty()) {
            return false;
        }
        try {
            return !clock.now().isBefore(Instant.parse(expiration));
        } catch (DateTimeException _) {
            // An expiry that cannot be read must not become "never".
            return true;
        }
    }

    private static Identity identity(KubeObject object, String id) {
        var groups = new ArrayList<>(List.of(GROUP));
        for (String extra : field(object, "auth-extra-groups").split(",", -1)) {
            // Only groups below this one: else a Secret in kube-system could make its holder anything.
            if (extra.strip().startsWith(GROUP + ":")) {
                groups.add(extra.strip());
            }
        }
        return new Identity("system:bootstrap:" + id, "", groups, Map.of());
    }

    private static String field(KubeObject object, String name) {
        return Base64Text.find(object.at("data", name).text()).orElse("");
    }
}
