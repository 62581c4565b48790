// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.authentication.Authenticator;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/// What an [ApiServer] is made of.
///
/// @param storage also what authenticators, authorizers and admission plugins look at
/// @param authenticators asked in this order
/// @param authorizers asked in this order
/// @param admission mutating plugins change an object in this order, then all validate it
/// @param random for uids and generated names
public record ApiServerParts(
        ObjectStorage storage,
        List<Authenticator> authenticators,
        List<Authorizer> authorizers,
        List<AdmissionPlugin> admission,
        NodeConnector nodes,
        Clock clock,
        RandomGenerator random,
        Metrics metrics) {
    public ApiServerParts {
        authenticators = List.copyOf(authenticators);
        authorizers = List.copyOf(authorizers);
        admission = List.copyOf(admission);
    }
}
