// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.informer;

import dev.skerry.api.meta.ObjectName;

/// How a cache changed. Level-triggered readers need only the name; the values tell which other names
/// are concerned (the owner that a pod had, the node that it was on).
public sealed interface Change<T> {
    ObjectName name();

    record Appeared<T>(ObjectName name, T now) implements Change<T> {}

    record Changed<T>(ObjectName name, T was, T now) implements Change<T> {}

    record Gone<T>(ObjectName name, T was) implements Change<T> {}

    /// The newest state that is known: of something gone, its last.
    default T newest() {
        return switch (this) {
            case Appeared<T> appeared -> appeared.now();
            case Changed<T> changed -> changed.now();
            case Gone<T> gone -> gone.was();
        };
    }
}
