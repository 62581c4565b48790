// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;

/// How somebody wants a list: which objects, as of when, how many at a time.
///
/// @param limit 0 for all
/// @param continueToken empty for the start
/// @param resourceVersion empty for now
/// @param match `Exact`, `NotOlderThan`, or empty
public record ListQuery(ObjectFilter filter, long limit, String continueToken, String resourceVersion, String match) {
    public static ListQuery now(ObjectFilter filter) {
        return new ListQuery(filter, 0, "", "", "");
    }

    private static String version(String text) {
        try {
            Numbers.resourceVersion(text);
            return text;
        } catch (StatusException none) {
            throw StatusException.badRequest("invalid resource version: " + none.getMessage());
        }
    }

    /// Reads the parameters of a list request.
    public static ListQuery of(Request request, ObjectFilter filter) {
        long limit = Numbers.parameter(request, "limit");
        return new ListQuery(
                filter,
                limit,
                request.parameter("continue"),
                version(request.parameter("resourceVersion")),
                request.parameter("resourceVersionMatch"));
    }
}
