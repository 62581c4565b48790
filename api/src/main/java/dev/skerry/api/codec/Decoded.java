// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import java.util.List;

/// An object out of a request's body, with what a strict reader would have refused.
///
/// @param problems as clients know them: `unknown field "spec.x"`, `duplicate field "spec.y"`
public record Decoded(KubeObject object, List<String> problems) {
    public Decoded {
        problems = List.copyOf(problems);
    }

    /// The object for a client that asked for strictness.
    ///
    /// @throws StatusException if there are problems
    public KubeObject strictly() {
        if (problems.isEmpty()) {
            return object;
        }
        GroupVersionKind kind = object.kind();
        throw StatusException.badRequest(kind.kind() + " in version \"" + kind.version() + "\" cannot be handled as a "
                + kind.kind() + ": strict decoding error: " + String.join(", ", problems));
    }
}
