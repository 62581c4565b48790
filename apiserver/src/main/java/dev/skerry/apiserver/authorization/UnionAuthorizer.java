// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;

/// Several sources of rights as one: the first that allows or denies decides. Where none does, the
/// reasons of all are kept.
public final class UnionAuthorizer implements Authorizer {
    private final List<Authorizer> sources;

    public UnionAuthorizer(List<Authorizer> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public Decision authorize(Attributes attributes) {
        var reasons = new ArrayList<String>();
        for (Authorizer source : sources) {
            switch (source.authorize(attributes)) {
                case Decision.Allowed allowed -> {
                    return allowed;
                }
                case Decision.Denied denied -> {
                    return denied;
                }
                case Decision.NoOpinion(String reason) -> {
                    if (!reason.isEmpty()) {
                        reasons.add(reason);
                    }
                }
            }
        }
        return new Decision.NoOpinion(String.join(", ", reasons));
    }
}
