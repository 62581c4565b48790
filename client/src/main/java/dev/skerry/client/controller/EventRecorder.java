// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import dev.skerry.api.object.KubeObject;

/// How a controller tells people what it did and why something does not go on: by Events beside the
/// object (`kubectl describe`, `kubectl events`). Recording never waits and never fails.
public final class EventRecorder {
    /// Which object an event is about.
    public record Regarding(
            String apiVersion, String kind, String namespace, String name, String uid, String resourceVersion) {
        public static Regarding of(KubeObject object) {
            return new Regarding(
                    object.at("apiVersion").text(),
                    object.at("kind").text(),
                    object.namespace(),
                    object.name(),
                    object.uid(),
                    object.resourceVersion());
        }
    }

    private final EventOutbox outbox;
    private final String component;

    EventRecorder(EventOutbox outbox, String component) {
        this.outbox = outbox;
        this.component = component;
    }

    /// Something went as it should.
    ///
    /// @param reason one CamelCase word
    public void normal(KubeObject object, String reason, String message) {
        normal(Regarding.of(object), reason, message);
    }

    public void normal(Regarding object, String reason, String message) {
        outbox.put(component, object, "Normal", reason, message);
    }

    /// Something needs somebody's attention.
    public void warning(KubeObject object, String reason, String message) {
        warning(Regarding.of(object), reason, message);
    }

    public void warning(Regarding object, String reason, String message) {
        outbox.put(component, object, "Warning", reason, message);
    }
}
