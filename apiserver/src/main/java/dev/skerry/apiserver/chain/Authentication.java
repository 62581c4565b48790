// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.authentication.Authenticator;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.util.ArrayList;
import java.util.List;

/// Asks one way of authentication after the other. Nobody who shows nothing is refused here: they go on as
/// anonymous, and it is their rights that end.
final class Authentication {
    private final List<Authenticator> authenticators;

    Authentication(List<Authenticator> authenticators) {
        this.authenticators = List.copyOf(authenticators);
    }

    Identity identify(Request request) {
        for (Authenticator authenticator : authenticators) {
            switch (authenticator.authenticate(request)) {
                case Authenticator.Verdict.Recognised(Identity identity) -> {
                    return authenticated(identity);
                }
                case Authenticator.Verdict.Unknown() -> {}
                case Authenticator.Verdict.Expired _ -> throw unauthorized();
                case Authenticator.Verdict.Refused _ -> throw unauthorized();
            }
        }
        if (request.header("authorization").isPresent()) {
            throw unauthorized();
        }
        return Identity.anonymous();
    }

    /// The request without headers in which only some may say who is asking: whoever answers it must not read there
    /// what anybody has written.
    Request stripped(Request request) {
        Request rest = request;
        for (Authenticator authenticator : authenticators) {
            rest = authenticator.withoutCredentials(rest);
        }
        return rest;
    }

    /// Whether what was begun with these credentials may go on: it may until somebody takes them away. That
    /// their time is over ends no stream.
    boolean stillHolds(Request request) {
        for (Authenticator authenticator : authenticators) {
            switch (authenticator.authenticate(request)) {
                case Authenticator.Verdict.Recognised _, Authenticator.Verdict.Expired _ -> {
                    return true;
                }
                case Authenticator.Verdict.Unknown() -> {}
                case Authenticator.Verdict.Refused _ -> {
                    return false;
                }
            }
        }
        return true;
    }

    /// Everybody who is somebody belongs to this group, whatever the way of authentication said.
    private static Identity authenticated(Identity identity) {
        if (identity.isIn(Identity.GROUP_AUTHENTICATED) || identity.name().equals(Identity.ANONYMOUS)) {
            return identity;
        }
        var groups = new ArrayList<>(identity.groups());
        groups.add(Identity.GROUP_AUTHENTICATED);
        return new Identity(identity.name(), identity.uid(), groups, identity.extra());
    }

    private static StatusException unauthorized() {
        return new StatusException(401, "Unauthorized", "Unauthorized", JsonObject.EMPTY);
    }
}
