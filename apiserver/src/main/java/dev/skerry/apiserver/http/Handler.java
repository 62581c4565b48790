// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers requests. May block: each request has a virtual thread of its own.
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws InterruptedException;

    /// How long the client waits for the answer to begin; empty for as long as it takes. Called before
    /// [#handle], by the thread that reads the connection: must not block and must not throw.
    default Optional<Deadline> deadline(Request request) {
        return Optional.empty();
    }

    /// @param after counted from the moment the request has arrived
    /// @param instead what the client gets then; the handler goes on and its answer is thrown away, since a
    ///     write half done is worse than one nobody waits for
    record Deadline(Duration after, Supplier<Response.Full> instead) {}
}
