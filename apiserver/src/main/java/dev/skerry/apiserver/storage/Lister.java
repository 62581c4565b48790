// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Answers one list from a resource's cache: as of now, as of an earlier revision, or the next page of a
/// list that was begun at one.
record Lister(ResourceCache cache, long now) {
    Listing list(ListQuery query) {
        check(query);
        if (!query.continueToken().isEmpty()) {
            return next(query, ContinueToken.parse(query.continueToken()));
        }
        long asked = Numbers.resourceVersion(query.resourceVersion());
        if (asked > now) {
            throw PastFailures.tooLarge(asked, now);
        }
        if (query.match().equals("Exact")) {
            return switch (cache.listAt(query.filter().namespace(), asked)) {
                case ResourceCache.Past.Known(var objects) -> page(objects, query, asked, "");
                case ResourceCache.Past.Forgotten(long _) ->
                    throw new StatusException(
                            410, "Expired", "The resourceVersion for the provided list is too old.", JsonObject.EMPTY);
            };
        }
        return page(cache.list(query.filter().namespace()), query, now, "");
    }

    private Listing next(ListQuery query, ContinueToken token) {
        String namespace = query.filter().namespace();
        if (token.revision() == ContinueToken.INCONSISTENT) {
            return page(cache.list(namespace), query, now, token.start());
        }
        return switch (cache.listAt(namespace, token.revision())) {
            case ResourceCache.Past.Known(var objects) -> page(objects, query, token.revision(), token.start());
            case ResourceCache.Past.Forgotten(long _) -> throw PastFailures.expired(token);
        };
    }

    private static Listing page(Collection<StoredObject> objects, ListQuery query, long revision, String start) {
        var filter = query.filter();
        List<StoredObject> page = new ArrayList<>();
        int left = objects.size();
        String last = "";
        for (StoredObject object : objects) {
            left--;
            String key = key(object, filter);
            if (key.compareTo(start) < 0 || !filter.matches(object)) {
                continue;
            }
            if (query.limit() > 0 && page.size() == query.limit()) {
                // This one is the first that no longer fits.
                long remaining = filter.isSelective() ? 0 : left + 1L;
                return new Listing(
                        page, revision, ContinueToken.behind(revision, last).text(), remaining);
            }
            page.add(object);
            last = key;
        }
        return new Listing(page, revision, "", 0);
    }

    /// The key as tokens have it: relative to what is listed.
    private static String key(StoredObject object, ObjectFilter filter) {
        return filter.namespace().isEmpty()
                ? ResourceCache.key(object.name())
                : object.name().name();
    }

    private static void check(ListQuery query) {
        String match = query.match();
        if (match.isEmpty()) {
            if (!query.continueToken().isEmpty()
                    && !query.resourceVersion().isEmpty()
                    && !query.resourceVersion().equals("0")) {
                throw StatusException.badRequest("specifying resource version is not allowed when using continue");
            }
            return;
        }
        if (query.resourceVersion().isEmpty()) {
            throw invalid("Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (!query.continueToken().isEmpty()) {
            throw invalid("Forbidden: resourceVersionMatch is forbidden when continue is provided");
        }
        if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            throw invalid("Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\"");
        }
        if (match.equals("Exact") && query.resourceVersion().equals("0")) {
            throw invalid("Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private static StatusException invalid(String why) {
        var cause = JsonObject.of(
                "reason",
                why.startsWith("Forbidden") ? "FieldValueForbidden" : "FieldValueNotSupported",
                "message",
                why,
                "field",
                "resourceVersionMatch");
        var details = JsonObject.of("group", "meta.k8s.io", "kind", "ListOptions", "causes", JsonArray.of(cause));
        return new StatusException(
                422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: " + why, details);
    }
}
