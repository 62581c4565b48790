// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import java.time.Duration;

/// How a reconcile pass ended. A failed one throws: transient failures are retried with backoff.
public sealed interface Outcome {
    /// Nothing left to do until something changes.
    record Settled() implements Outcome {}

    /// Look again after this time even if nothing changes.
    record Again(Duration after) implements Outcome {}

    Outcome SETTLED = new Settled();
}
