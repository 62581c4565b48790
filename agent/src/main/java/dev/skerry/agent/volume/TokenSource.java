// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import dev.skerry.api.meta.ObjectName;
import java.time.Instant;

/// Tokens by which pods tell the API server who they are.
///
/// Duty of an implementation: tokens are kept on disk, so that a pod starts after a reboot without the
/// server; a token is renewed well before it expires, and the old one is not dropped before the new one
/// is stored.
public interface TokenSource {
    /// What a token is for.
    ///
    /// @param audience empty for the API server itself
    record Request(ObjectName pod, String podUid, String serviceAccount, String audience, long expirationSeconds) {}

    record Token(String text, Instant expires) {}

    /// The best token there is, without waiting for the server if one is stored.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TransientException if there is none and none can be had now
    Token token(Request request) throws InterruptedException;

    /// The pod is gone, and so are its tokens.
    void forget(String podUid);
}
