// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.apiserver.http.Request;
import dev.skerry.security.identity.Identity;

/// One way to recognise who sent a request.
@FunctionalInterface
public interface Authenticator {
    /// What this way has to say of the request.
    sealed interface Verdict {
        /// It is them.
        record Recognised(Identity identity) implements Verdict {}

        /// The request carries nothing that this way understands: ask the next.
        record Unknown() implements Verdict {}

        /// The credentials were good until their time was over: 401, but what was begun with them may end by
        /// itself.
        record Expired(String why) implements Verdict {}

        /// The request carries credentials of this kind, and they are wrong: 401, whatever others say.
        record Refused(String why) implements Verdict {}
    }

    Verdict authenticate(Request request);

    /// The request as it goes on, once everybody has been asked: without what only this way may read.
    default Request withoutCredentials(Request request) {
        return request;
    }
}
