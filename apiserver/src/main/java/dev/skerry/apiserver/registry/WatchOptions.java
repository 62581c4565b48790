// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.storage.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// How somebody wants to watch.
///
/// @param start what comes first
/// @param revision where to go on, for [Start#LATER_CHANGES]; 0 for now
/// @param timeout after which the server ends the watch
record WatchOptions(Start start, long revision, boolean wantsBookmarks, Duration timeout) {
    private static final GroupVersionKind KIND = new GroupVersionKind("meta.k8s.io", "v1", "ListOptions");
    private static final Duration TIMEOUT_MOST = Duration.ofHours(12);

    /// What a watch begins with.
    enum Start {
        /// All objects of now, as if just added.
        OBJECTS,
        /// All objects of now, and a bookmark behind them that says so.
        OBJECTS_AND_MARK,
        /// What changes after a revision.
        LATER_CHANGES
    }

    /// @param least how long a watch goes on at least whose client does not say
    static WatchOptions of(Request request, RandomGenerator random, Duration least) {
        String version = request.parameter("resourceVersion");
        String match = request.parameter("resourceVersionMatch");
        boolean wantsBookmarks = request.flag("allowWatchBookmarks");
        boolean says = request.hasParameter("sendInitialEvents");
        boolean sends = request.flag("sendInitialEvents");
        if (says && !match.equals("NotOlderThan")) {
            throw invalid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!says && !match.isEmpty()) {
            throw invalid("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        long revision = Numbers.resourceVersion(version);
        Start start;
        if (sends) {
            start = wantsBookmarks ? Start.OBJECTS_AND_MARK : Start.OBJECTS;
        } else {
            start = says || revision > 0 ? Start.LATER_CHANGES : Start.OBJECTS;
        }
        return new WatchOptions(start, revision, wantsBookmarks, timeout(request, random, least));
    }

    /// Without a wish of the client's the end is drawn, so that not all watches begin anew together.
    private static Duration timeout(Request request, RandomGenerator random, Duration least) {
        long seconds = Numbers.parameter(request, "timeoutSeconds");
        if (seconds > 0) {
            var asked = Duration.ofSeconds(Math.min(seconds, TIMEOUT_MOST.toSeconds()));
            return asked;
        }
        return least.plusNanos(random.nextLong(least.toNanos()));
    }

    static RuntimeException invalid(String why) {
        String field = why.startsWith("sendInitialEvents is") ? "sendInitialEvents" : "resourceVersionMatch";
        return FieldError.refusal(KIND, "", List.of(FieldError.forbidden(field, why)));
    }
}
