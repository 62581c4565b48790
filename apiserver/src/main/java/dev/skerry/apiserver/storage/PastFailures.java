// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;

/// What is answered when somebody asks for a time that is not, or no longer, known. Clients match these
/// texts and causes to decide to list again.
public final class PastFailures {
    private PastFailures() {}

    /// The changes since that revision are no longer all known.
    public static StatusException tooOld(long asked, long oldest) {
        return new StatusException(
                410, "Expired", "too old resource version: " + asked + " (" + oldest + ")", JsonObject.EMPTY);
    }

    /// A revision that this store has not come to.
    public static StatusException tooLarge(long asked, long current) {
        var cause = JsonObject.of("reason", "ResourceVersionTooLarge", "message", "Too large resource version");
        return new StatusException(
                504,
                "Timeout",
                "Timeout: Too large resource version: " + asked + ", current: " + current,
                JsonObject.of("causes", JsonArray.of(cause), "retryAfterSeconds", 1));
    }

    /// The engine is away, and this resource has not been asked for since this server started.
    static StatusException notInMemory(String resource) {
        return new StatusException(
                503,
                "ServiceUnavailable",
                "the datastore cannot be reached, and this server has not read " + resource
                        + " yet; ask again when the datastore is back, or ask another server",
                JsonObject.of("retryAfterSeconds", 1));
    }

    /// A page was asked for too late. The answer tells how to go on with what is there now.
    static ExpiredContinue expired(ContinueToken token) {
        return new ExpiredContinue(new ContinueToken(ContinueToken.INCONSISTENT, token.start()).text());
    }
}
