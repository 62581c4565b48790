// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.token.BoundObject;
import dev.skerry.security.token.ServiceAccountClaims;
import dev.skerry.security.token.ServiceAccountTokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Accepts ServiceAccount tokens whose account, and whatever they are bound to, still exists: deleting a
/// pod ends the tokens that it was given.
public final class ServiceAccountVerifier implements TokenVerifier {
    /// A pod that is being deleted still needs its token while it shuts down.
    private static final Duration DELETED_GRACE = Duration.ofSeconds(60);

    private final ServiceAccountTokens tokens;
    private final ObjectSource objects;
    private final DenyList denied;
    private final Clock clock;

    public ServiceAccountVerifier(ServiceAccountTokens tokens, ObjectSource objects, DenyList denied, Clock clock) {
        this.tokens = tokens;
        this.objects = objects;
        this.denied = denied;
        this.clock = clock;
    }

    @Override
    public Verdict verify(String token, List<String> audiences) {
        return switch (tokens.verify(token, audiences)) {
            case ServiceAccountTokens.Verification.Foreign _ -> new Verdict.Foreign();
            case ServiceAccountTokens.Verification.Refused(String why) -> new Verdict.Refused(why);
            case ServiceAccountTokens.Verification.Expired(ServiceAccountClaims claims) ->
                living(claims, audiences) instanceof Verdict.Refused refused
                        ? refused
                        : new Verdict.Expired("service account token has expired");
            case ServiceAccountTokens.Verification.Valid(ServiceAccountClaims claims) -> living(claims, audiences);
        };
    }

    private Verdict living(ServiceAccountClaims claims, List<String> audiences) {
        String namespace = claims.namespace();
        Optional<String> denial = denied.findToken(claims.id());
        if (denial.isPresent()) {
            return new Verdict.Refused(denial.get());
        }
        if (!isLiving("serviceaccounts", namespace, claims.account())) {
            return new Verdict.Refused(
                    "service account " + namespace + "/" + claims.account().name() + " has been deleted");
        }
        if (!isLivingIfBound("pods", namespace, claims.pod())) {
            return new Verdict.Refused("service account token has been invalidated: its pod is gone");
        }
        if (!isLivingIfBound("secrets", namespace, claims.secret())) {
            return new Verdict.Refused("service account token has been invalidated: its secret is gone");
        }
        // A token that is bound to a pod names its node too, for information: the pod decides.
        if (claims.pod().isNone() && !isLivingIfBound("nodes", "", claims.node())) {
            return new Verdict.Refused("service account token has been invalidated: its node is gone");
        }
        var meant = claims.audiences().stream().filter(audiences::contains).toList();
        return new Verdict.Accepted(claims.identity(), meant);
    }

    private boolean isLivingIfBound(String resource, String namespace, BoundObject bound) {
        return bound.isNone() || isLiving(resource, namespace, bound);
    }

    private boolean isLiving(String resource, String namespace, BoundObject bound) {
        return objects.find("", resource, new ObjectName(namespace, bound.name()))
                .filter(object -> object.uid().equals(bound.uid()))
                .filter(object -> !isLongDeleted(object))
                .isPresent();
    }

    private boolean isLongDeleted(KubeObject object) {
        return object.deletionTimestamp()
                .filter(at -> at.plus(DELETED_GRACE).isBefore(clock.now()))
                .isPresent();
    }
}
