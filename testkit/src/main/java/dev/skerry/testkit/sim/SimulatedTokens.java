// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.volume.TokenSource;
import java.time.Instant;

/// Tokens that are always there: how they are fetched and kept is not part of the simulation.
final class SimulatedTokens implements TokenSource {
    @Override
    public Token token(Request request) {
        return new Token("token of " + request.podUid(), Instant.MAX);
    }

    @Override
    public void forget(String podUid) {
        // Nothing is kept.
    }
}
