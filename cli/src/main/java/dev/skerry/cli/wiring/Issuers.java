// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.authentication.TokenVerifier;
import dev.skerry.apiserver.authentication.oidc.IssuerKeys;
import dev.skerry.apiserver.authentication.oidc.IssuerSettings;
import dev.skerry.apiserver.authentication.oidc.IssuerVerifier;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// The issuers whose tokens a server trusts: what verifies their tokens, and what keeps their keys fresh.
record Issuers(List<TokenVerifier> verifiers, List<IssuerKeys> keys) {
    static Issuers of(List<IssuerSettings> trusted, DenyList denied, Clock clock) {
        var verifiers = new ArrayList<TokenVerifier>();
        var keys = new ArrayList<IssuerKeys>();
        for (IssuerSettings issuer : trusted) {
            var its = new IssuerKeys(issuer, new IssuerFetcher(issuer.authority(), clock), clock);
            keys.add(its);
            verifiers.add(new IssuerVerifier(issuer, its, denied, clock));
        }
        return new Issuers(List.copyOf(verifiers), List.copyOf(keys));
    }

    void start(TaskGroup tasks) {
        keys.forEach(one -> tasks.start("issuer keys", one::run));
    }
}
