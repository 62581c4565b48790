// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.join;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.token.JoinToken;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// The join tokens that are good now. A token is a Secret `bootstrap-token-<id>`; it is good for one machine:
/// it is first marked with the key of the machine that uses it, then that machine gets its name, then the
/// Secret goes. A crash in between leaves a token that only the same machine can use again.
final class JoinTokens {
    private static final String NAMESPACE = "kube-system";
    private static final String TYPE = "bootstrap.kubernetes.io/token";
    private static final String NODE_NAME = "node-name";
    private static final String USED_BY = "used-by";

    private final KubeClient system;
    private final Clock clock;
    private final String fixed;

    /// @param fixed a token, `id.secret`, that every machine may use for ever; empty for none
    JoinTokens(KubeClient system, Clock clock, String fixed) {
        this.system = system;
        this.clock = clock;
        this.fixed = fixed;
    }

    /// Takes a token for a machine.
    ///
    /// @param bearer `id.secret`
    /// @param fingerprint of the machine's key
    /// @throws StatusException 401 if the token is not good, 403 if it is for another name
    void take(String bearer, String node, String fingerprint) {
        if (isFixed(bearer)) {
            return;
        }
        KubeObject secret = find(bearer).orElseThrow(JoinTokens::notGood);
        String onlyFor = field(secret, NODE_NAME);
        if (!onlyFor.isEmpty() && !onlyFor.equals(node)) {
            throw refusal(
                    403,
                    "Forbidden",
                    "this join token is for a node with another name; start the agent with the --node-name it was made"
                            + " for, or make one on the server with 'skerry token create --node " + node + "'");
        }
        String user = field(secret, USED_BY);
        if (user.isEmpty()) {
            mark(secret, fingerprint);
        } else if (!user.equals(fingerprint)) {
            throw notGood();
        }
    }

    /// The machine has got what the token was for.
    void consume(String bearer) {
        if (!isFixed(bearer)) {
            system.delete(NodeResources.SECRETS, name(bearer), KubeClient.Deletion.BACKGROUND);
        }
    }

    private Optional<KubeObject> find(String bearer) {
        if (!JoinToken.isBearer(bearer)) {
            return Optional.empty();
        }
        String secret = bearer.substring(bearer.indexOf('.') + 1);
        return system.find(NodeResources.SECRETS, name(bearer))
                .filter(object -> object.at("type").text().equals(TYPE)
                        && !object.isBeingDeleted()
                        && JoinToken.isEqual(field(object, "token-secret"), secret)
                        && !isExpired(field(object, "expiration")));
    }

    /// The write fails if another machine was quicker.
    private void mark(KubeObject secret, String fingerprint) {
        String encoded = Base64.getEncoder().encodeToString(fingerprint.getBytes(StandardCharsets.US_ASCII));
        try {
            system.update(NodeResources.SECRETS, secret.with(encoded, "data", USED_BY));
        } catch (StatusException refused) {
            if (refused.code() == 409 || refused.code() == 404) {
                throw notGood();
            }
            throw refused;
        }
    }

    private boolean isFixed(String bearer) {
        return !fixed.isEmpty() && JoinToken.isEqual(fixed, bearer);
    }

    private boolean isExpired(String expiration) {
        try {
            return !expiration.isEmpty() && !clock.now().isBefore(Instant.parse(expiration));
        } catch (DateTimeException _) {
            // An expiry that cannot be read must not become "never".
            return true;
        }
    }

    private static ObjectName name(String bearer) {
        return new ObjectName(NAMESPACE, "bootstrap-token-" + bearer.substring(0, bearer.indexOf('.')));
    }

    private static String field(KubeObject secret, String field) {
        try {
            byte[] bytes = Base64.getDecoder().decode(secret.at("data", field).text());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // A value that cannot be read is no value; a token without a secret matches nothing.
            return "";
        }
    }

    /// Unknown, wrong, used and expired sound the same: a guesser learns nothing.
    private static StatusException notGood() {
        return refusal(
                401,
                "Unauthorized",
                "the join token is unknown, expired or used; make a new one on the server with 'skerry token create'");
    }

    private static StatusException refusal(int code, String reason, String message) {
        return new StatusException(code, reason, message, JsonObject.EMPTY);
    }
}
