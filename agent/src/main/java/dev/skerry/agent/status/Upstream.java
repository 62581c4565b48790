// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.status;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;

/// Takes what goes up to the server. When a method returns, the message is on disk and will arrive, once,
/// in order within its class, whatever breaks.
public interface Upstream {
    /// The status of an object as this node sees it; a later one of the same object replaces an earlier one
    /// that has not left yet.
    ///
    /// @param uid of the object the status is of; the server drops it if the name has another owner by now
    void status(GroupVersionResource resource, ObjectName name, String uid, JsonObject status);

    /// Something happened; an Event object (core/v1). Over its quota the oldest events go first, counted.
    void event(KubeObject event);

    /// The last container of a pod that is being deleted has ended and its volumes are gone: the server may
    /// forget the pod.
    void podGone(ObjectName name, String uid);
}
