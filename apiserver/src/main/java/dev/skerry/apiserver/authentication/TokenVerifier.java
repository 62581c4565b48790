// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.security.identity.Identity;
import java.util.List;

/// One kind of bearer token.
@FunctionalInterface
public interface TokenVerifier {
    /// What this kind has to say of a token.
    sealed interface Verdict {
        /// It is theirs.
        ///
        /// @param audiences those of the asked ones that the token is meant for
        record Accepted(Identity identity, List<String> audiences) implements Verdict {
            public Accepted {
                audiences = List.copyOf(audiences);
            }
        }

        /// Not a token of this kind: ask the next.
        record Foreign() implements Verdict {}

        /// A token of this kind that was good until its time was over.
        record Expired(String why) implements Verdict {}

        /// A token of this kind, and not good.
        record Refused(String why) implements Verdict {}
    }

    /// @param audiences the token must be meant for one of these; kinds of tokens that name no audience
    ///     are meant for the API alone
    Verdict verify(String token, List<String> audiences);
}
