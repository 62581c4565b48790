// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;

/// The Kubernetes API as a controller or a node sees it, whatever carries the requests: HTTPS to any
/// server, or a call into a server in the same process.
///
/// Failures that the server answered are [dev.skerry.api.meta.StatusException]; not reaching it, or an
/// answer of 5xx or 429, is [dev.skerry.foundation.lifecycle.TransientException].
public interface KubeClient {
    /// What a list answers: objects as they stood at one resourceVersion.
    record Listed(List<KubeObject> items, String resourceVersion) {
        public Listed {
            items = List.copyOf(items);
        }
    }

    /// What is listed or watched.
    ///
    /// @param namespace empty for all
    /// @param labelSelector, fieldSelector empty for everything
    record Scope(GroupVersionResource resource, String namespace, String labelSelector, String fieldSelector) {
        public static Scope all(GroupVersionResource resource) {
            return new Scope(resource, "", "", "");
        }
    }

    /// Which form a patch has.
    enum PatchType {
        JSON("application/json-patch+json"),
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json"),
        APPLY("application/apply-patch+yaml");

        private final String mediaType;

        PatchType(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /// How dependents fare when their owner is deleted.
    enum Propagation {
        BACKGROUND("Background"),
        FOREGROUND("Foreground"),
        ORPHAN("Orphan");

        private final String word;

        Propagation(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// @param uid only this very object; empty for whichever has the name
    /// @param gracePeriodSeconds negative for the object's own
    record Deletion(String uid, long gracePeriodSeconds, Propagation propagation) {
        public static final Deletion BACKGROUND = new Deletion("", -1, Propagation.BACKGROUND);

        /// Only the object with this uid: a namesake that came later is spared.
        public static Deletion background(String uid) {
            return new Deletion(uid, -1, Propagation.BACKGROUND);
        }
    }

    Optional<KubeObject> find(GroupVersionResource resource, ObjectName name);

    /// Everything in scope; pages are put together.
    Listed list(Scope scope);

    /// Changes in scope after a resourceVersion, bookmarks included. Ends with the connection.
    WatchStream watch(Scope scope, String resourceVersion);

    KubeObject create(GroupVersionResource resource, KubeObject object);

    /// Replaces the object, which carries the resourceVersion it was read at.
    KubeObject update(GroupVersionResource resource, KubeObject object);

    /// Replaces one part: `status`, `scale`, `finalize`, `approval`.
    KubeObject updateSubresource(GroupVersionResource resource, String subresource, KubeObject object);

    /// @param subresource empty for the object itself
    KubeObject patch(GroupVersionResource resource, ObjectName name, String subresource, PatchType type, Json patch);

    /// Posts to a subresource: `binding`, `token`, `eviction`.
    KubeObject createSubresource(GroupVersionResource resource, ObjectName name, String subresource, KubeObject object);

    /// Deletes; an object that is already gone is not an error.
    void delete(GroupVersionResource resource, ObjectName name, Deletion deletion);

    /// Any GET that answers JSON: discovery, `/version`.
    Json read(String path);
}
